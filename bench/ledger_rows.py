"""Makes a ledger of made-up claims, as large as is asked, in the layout of one that has been optimized.

Pairs are drawn as in real news: codes by Zipf's law with exponent 1, 18 % of claims with one party, 8 % with three.
Numbers come from numpy, seeded by month; DuckDB makes rows of them and deltalake writes them, month by month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.ledger.schema import SORTED, TABLES, sql_type
from entente.ledger.tables import HEAD, create
from entente.ledger.upkeep import writing
from entente.records.vocabulary import BODIES, CERTAINTIES, EVENTS, GROUPS, MATTERS, MODALITIES, MODES, STANCES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEED = 20190101
#: First month, and how many.
FIRST, MONTHS = (2019, 1), 60
CLAIMS_A_DOCUMENT = 3
#: Shares of claims: with a newer version, and reviewed; of documents: copies of an earlier one, come in late.
NEWER, REVIEWED, COPIES, LATE = 0.01, 0.001, 0.25, 0.02
#: Claims of one event at most.
EVENT = 8
_STATES = (
    "USA RUS UKR CHN ISR IRN PSE PRK GBR DEU FRA TUR IND JPN KOR SYR SAU POL TWN PAK AFG ITA AUS BLR CAN EGY IRQ YEM "
    "LBN JOR QAT ARE VEN CUB BRA MEX ZAF NGA ETH ERI SDN SSD COD RWA UGA KEN SOM LBY TUN DZA MAR MLI NER BFA TCD CAF "
    "CMR GHA SEN CIV GIN ZWE MOZ AGO ARM AZE GEO MDA ROU BGR SRB KOS BIH HRV SVN HUN CZE SVK AUT CHE NLD BEL LUX ESP "
    "PRT GRC CYP SWE FIN NOR DNK EST LVA LTU ISL IRL KAZ UZB TKM KGZ TJK MNG VNM THA MMR PHL IDN"
).split()
#: Most often told of first: bodies and groups stand among the states.
CODES = tuple(
    code for at in range(111) for code in (*_STATES[at : at + 1], *(BODIES + GROUPS)[at : at + 1])
)  # fmt: skip
_WORDS = (
    "talks border ministers troops ceasefire grain missiles sanctions envoy summit agreement drones shelling aid "
    "hostages exchange prisoners corridor pipeline exports tariffs alliance exercise satellite reactor inspectors "
    "refugees election parliament statement spokesman warned accused denied confirmed rejected offered demanded urged "
    "signed delivered launched seized struck withdrew suspended resumed expelled recalled hosted visited met called "
    "deployed intercepted banned imposed lifted extended pledged approved blocked condemned praised early late joint "
    "northern southern naval aerial ground heavy new further urgent secret official senior foreign defence energy "
    "trade military nuclear civilian humanitarian regional near after before during over against with under amid the a "
    "of in on and for as its their two three dozen hundred several last next week month monday tuesday friday night "
    "morning capital port airfield village island strait province embassy base factory depot convoy vessel tanker"
).split()
_OUTLETS = tuple(f"{name} {kind}" for name in ("Morning", "Evening", "Daily", "National", "Harbour", "Valley", "Coast",
    "Capital", "Northern", "Southern") for kind in ("Post", "Courier", "Herald", "Wire"))  # fmt: skip


def make(root: Path, claims: int) -> dict[str, int]:
    """Makes a ledger of `claims` claims at `root`, which must be empty or missing; returns rows by table."""
    import duckdb
    from deltalake import CommitProperties, DeltaTable, write_deltalake

    root.mkdir(parents=True, exist_ok=True)
    create(root)
    rows = dict.fromkeys(("claims", "origins", "events", "reviews", "documents", "runs"), 0)
    with duckdb.connect(config={"memory_limit": "3GB"}) as db:
        db.execute("SET enable_progress_bar = false")
        _words(db)
        for number, first in enumerate(months()):
            size = claims * (number + 1) // MONTHS - claims * number // MONTHS
            _draw(db, first, claims * number // MONTHS, size, number)
            for name in rows:
                if name == "runs" and number < MONTHS - 1:
                    continue
                columns = ", ".join(f'"{c}"::{sql_type(kind)} AS "{c}"' for c, kind in TABLES[name].items())
                ordered = db.sql(f"SELECT {columns} FROM ({_SQL[name]}) ORDER BY {', '.join(SORTED[name])}")
                table = ordered.to_arrow_table()
                marks = {HEAD: str(DeltaTable(root / "claims").version())} if name == "documents" else {}
                write_deltalake(
                    root / name, table, mode="append", writer_properties=writing(),
                    commit_properties=CommitProperties(custom_metadata=marks),
                )  # fmt: skip
                rows[name] += table.num_rows
    return rows


def months() -> Iterator[dt.date]:
    """The first days of the months that the ledger covers."""
    for number in range(MONTHS):
        yield dt.date(FIRST[0] + (FIRST[1] - 1 + number) // 12, (FIRST[1] - 1 + number) % 12 + 1, 1)


def _words(db: DuckDBPyConnection) -> None:
    """Lists that rows take their words from, as tables of number and word."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    weights = 1 / np.arange(3, len(_WORDS) + 3)
    drawn = rng.choice(len(_WORDS), (20000, 4), p=weights / weights.sum())
    lists: dict[str, list[str]] = {
        "phrases": [" ".join(_WORDS[i] for i in row) for row in drawn.tolist()],
        "codes": list(CODES), "kinds": list(EVENTS), "outlets": list(_OUTLETS), "matters": list(MATTERS),
        "modes": list(MODES), "stances": list(STANCES), "certainties": list(CERTAINTIES),
        "modalities": list(MODALITIES),
    }  # fmt: skip
    for name, words in lists.items():
        db.execute(f"CREATE TABLE {name} AS SELECT unnest(range(len($w))) AS i, unnest($w) AS w", {"w": words})


def _draw(db: DuckDBPyConnection, first: dt.date, before: int, size: int, number: int) -> None:
    """The month's numbers as tables `d` (documents), `o` (their origins), `c` (claims) and `e` (their events)."""
    import numpy as np

    rng = np.random.default_rng((SEED, number))
    documents = max(1, size // CLAIMS_A_DOCUMENT)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    days = np.sort(rng.integers(0, (last - first).days, documents))
    place = np.arange(documents)
    earlier = np.maximum(place - rng.integers(1, 200, documents), 0)
    root = np.where(rng.random(documents) < COPIES, earlier, place)
    while (root[root] != root).any():
        root = root[root]
    drawn_documents = {
        "i": place, "day": days, "root": root, "key": _scrambled(before // CLAIMS_A_DOCUMENT + place, 48),
        "outlet": _zipf(rng, len(_OUTLETS), documents),
        "late": np.where(rng.random(documents) < LATE, rng.integers(1, 30, documents), 0),
        **{f"p{n}": rng.integers(0, 20000, documents) for n in range(10)},
    }  # fmt: skip
    drawn_claims = {
        "key": _scrambled(before + np.arange(size), 64), "d": rng.integers(0, documents, size),
        **{f"code{n}": _zipf(rng, len(CODES), size) for n in range(3)},
        "kind": _zipf(rng, len(EVENTS), size), "matter": _zipf(rng, len(MATTERS), size),
        "holder": _zipf(rng, len(CODES), size), **{f"u{n}": rng.random(size) for n in range(10)},
        **{f"p{n}": rng.integers(0, 20000, size) for n in range(3)},
        "mode": rng.integers(0, 22, size), "stance": _zipf(rng, len(STANCES), size),
        "certainty": _zipf(rng, len(CERTAINTIES), size), "modality": _zipf(rng, len(MODALITIES), size),
    }  # fmt: skip
    db.register("drawn_documents", _table(drawn_documents))
    db.register("drawn_claims", _table(drawn_claims))
    for text in (_DOCUMENTS, _ORIGINS, _CLAIMS, _EVENTS):
        db.execute(text.replace("$first", f"DATE '{first}'").replace("$month", f"'{first:%Y-%m}'"))


def _table(columns: dict[str, Any]) -> Any:
    import pyarrow as pa

    return pa.table(columns)


def _zipf(rng: Any, kinds: int, size: int) -> Any:
    import numpy as np

    weights = np.cumsum(1 / np.arange(1, kinds + 1))
    return np.searchsorted(weights / weights[-1], rng.random(size)).astype(np.int32)


def _scrambled(numbers: Any, bits: int) -> Any:
    """Different numbers of some bits, in no order: times an odd number (Knuth, TAOCP 3, 6.4)."""
    import numpy as np

    return (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) & np.uint64(2**bits - 1)


_DOCUMENTS = """
CREATE OR REPLACE TABLE d AS SELECT r.i, root, lpad(lower(to_hex(key)), 12, '0') AS id, $month AS month,
    $first + day::INTEGER AS published, $first + (day + late)::INTEGER AS known, o.w AS outlet,
    a.w || ' ' || b.w AS title,
    concat_ws(' ', c.w, e.w, f.w, g.w, h.w, j.w) || '.' AS text
FROM drawn_documents r JOIN outlets o ON o.i = r.outlet JOIN phrases a ON a.i = r.p0 JOIN phrases b ON b.i = r.p1
    JOIN phrases c ON c.i = r.p2 JOIN phrases e ON e.i = r.p3 JOIN phrases f ON f.i = r.p4 JOIN phrases g ON g.i = r.p5
    JOIN phrases h ON h.i = r.p6 JOIN phrases j ON j.i = r.p7"""
_ORIGINS = """
CREATE OR REPLACE TABLE o AS SELECT d.*, r.id AS origin FROM d JOIN d r ON r.i = d.root"""
#: Draws u0..u9: one party, three, direction, holders, matter, start, figures, newer version, review, confidence.
_CLAIMS = """
CREATE OR REPLACE TABLE c AS
WITH named AS (
    SELECT r.*, lpad(lower(to_hex(key)), 16, '0') AS id, x.w AS one, y.w AS two, z.w AS three, k.w AS event,
        h.w AS held, m.w AS about, n.w AS mode_, s.w AS stance_, t.w AS certainty_, v.w AS modality_,
        concat_ws(' ', a.w, b.w, e.w) AS words
    FROM drawn_claims r JOIN codes x ON x.i = r.code0 JOIN codes y ON y.i = r.code1 JOIN codes z ON z.i = r.code2
        JOIN kinds k ON k.i = r.kind JOIN codes h ON h.i = r.holder JOIN matters m ON m.i = r.matter
        LEFT JOIN modes n ON n.i = r.mode JOIN stances s ON s.i = r.stance JOIN certainties t ON t.i = r.certainty
        JOIN modalities v ON v.i = r.modality JOIN phrases a ON a.i = r.p0 JOIN phrases b ON b.i = r.p1
        JOIN phrases e ON e.i = r.p2),
sided AS (
    SELECT *, [one] AS left_,
        CASE WHEN u1 < 0.08 THEN list_distinct([two, three]) WHEN u0 < 0.18 OR one = two THEN [] ELSE [two] END
            AS right_
    FROM named),
turned AS (SELECT *, CASE WHEN u2 < 0.5 OR right_ = [] THEN left_ ELSE right_ END AS actor,
        CASE WHEN u2 < 0.5 OR right_ = [] THEN right_ ELSE left_ END AS recipient,
        list_sort(list_distinct(list_concat(left_, right_))) AS parties FROM sided)
SELECT t.id, d.month, d.id AS document, actor, recipient,
    CASE WHEN len(actor) > 1 OR len(recipient) > 1 OR len(parties) > 2 THEN '*' ELSE '' END
        || array_to_string(parties, '-') AS pair,
    t.event, mode_ AS mode, CASE WHEN u4 < 0.7 THEN [about] ELSE [] END AS matter,
    CASE WHEN u3 < 0.3 THEN [{'actor': held, 'name': NULL::VARCHAR, 'stance': stance_}] ELSE [] END AS holders,
    CASE WHEN u9 < 0.05 THEN 'negative' ELSE 'positive' END AS polarity, certainty_ AS certainty,
    modality_ AS modality, CASE WHEN u5 < 0.4 THEN d.published - (u5 * 20)::INTEGER END AS start,
    CASE WHEN u5 < 0.4 THEN d.published - (u5 * 20)::INTEGER END AS "end", 'text' AS field, (u9 * 200)::INTEGER AS spot,
    words AS quote, round(u9, 4) AS confidence, u6 < 0.07 AS figured, d.title, d.published, d.known AS known,
    d.outlet, d.i AS d, u7, u8, 'https://example.org/' || d.id AS url, o.origin
FROM turned t JOIN d ON d.i = t.d JOIN o ON o.i = d.i"""
#: Claims of one pair and kind within three days, so many together at most.
_EVENTS = f"""
CREATE OR REPLACE TABLE e AS
SELECT *, left(sha256(first_value(id) OVER (PARTITION BY pair, event, lot, number // {EVENT} ORDER BY number)), 16)
    AS event_id, number % {EVENT} = 0 AS begins
FROM (SELECT *, row_number() OVER (PARTITION BY pair, event, lot ORDER BY published, id) - 1 AS number
    FROM (SELECT *, datediff('day', $first, published) // 3 AS lot FROM c))"""
_RECORDED = "make_timestamp(epoch_us(known + INTERVAL 6 HOUR))::TIMESTAMPTZ"
_CLAIM = """
month, id, document, pair, event, mode, actor, recipient, matter, holders, polarity, modality,
start, "end", field, spot AS start_char, spot + len(quote)::INTEGER AS end_char, quote,
[{'field': field, 'start_char': spot, 'end_char': spot + len(quote)::INTEGER, 'quote': quote}] AS places, confidence,
[]::VARCHAR[] AS inferred,
CASE WHEN figured THEN [{'low': spot, 'high': spot, 'unit': 'people', 'quote': spot::VARCHAR}]
    ELSE [] END AS figures, title, published, outlet, url"""
#: A newer reading comes u7 * 20,000 days after the report (200 at most), a review u8 * 100,000 (100 at most).
_READ_AGAIN = f"known + (1 + u7 / {NEWER} * 200)::INTEGER"
_SEEN = f"known + (1 + u8 / {REVIEWED} * 100)::INTEGER"
_SQL = {
    "documents": f"""
        SELECT month, d.id, 1 AS version, 1 AS reading, left(sha256(d.id), 16) AS digest, title, text, published,
            'item' AS published_from, '' AS published_quote, outlet, 'https://example.org/' || d.id AS url,
            'en' AS language, 'made.jsonl:' || d.i AS source, [] AS cut, [] AS notes, [] AS lineage,
            'made 1' AS reader, coalesce(n, 0) AS claims, published AS told, known, {_RECORDED} AS recorded
        FROM d LEFT JOIN (SELECT d AS i, count(*) AS n FROM c GROUP BY d) USING (i)
        UNION ALL BY NAME
        SELECT month, document AS id, 2 AS version, 1 AS reading, left(sha256(document || '2'), 16) AS digest, title,
            any_value(quote) || '.' AS text, published, 'item' AS published_from, '' AS published_quote, outlet, url,
            'en' AS language, 'made.jsonl:' || d AS source, [] AS cut, [] AS notes, [] AS lineage,
            'made 1' AS reader, count(*) AS claims, max({_READ_AGAIN}) AS told, max({_READ_AGAIN}) AS known,
            {_RECORDED.replace("known", f"max({_READ_AGAIN})")} AS recorded
        FROM c WHERE u7 < {NEWER / 2} GROUP BY ALL""",
    "claims": f"""
        SELECT {_CLAIM}, 1 AS document_version, 1 AS version, 'read' AS status, certainty, 'made 1' AS reader,
            published AS told, known, {_RECORDED} AS recorded FROM c
        UNION ALL BY NAME
        SELECT {_CLAIM}, CASE WHEN u7 < {NEWER / 2} THEN 2 ELSE 1 END AS document_version, 2 AS version,
            CASE WHEN u7 < {NEWER / 10} THEN 'withdrawn' ELSE 'read' END AS status,
            'possible' AS certainty, 'made 2' AS reader, {_READ_AGAIN} AS told, {_READ_AGAIN} AS known,
            {_RECORDED.replace("known", _READ_AGAIN)} AS recorded FROM c WHERE u7 < {NEWER}""",
    "reviews": f"""
        SELECT {_CLAIM.replace("polarity,", "'negative' AS polarity,")}, 1 AS document_version,
            2 AS version,
            CASE WHEN u8 < {REVIEWED / 5} THEN 'rejected' ELSE 'corrected' END AS status, certainty,
            'made 1' AS reader, {_SEEN} AS told, {_SEEN} AS known, {_RECORDED.replace("known", _SEEN)} AS recorded,
            1 AS number, CASE WHEN u8 < {REVIEWED / 5} THEN 'reject' ELSE 'correct' END AS action,
            CASE WHEN u8 < {REVIEWED / 5} THEN '{{}}' ELSE '{{"polarity": ["positive", "negative"]}}' END AS changed,
            'analyst' AS "by", 'read again' AS why FROM c WHERE u8 < {REVIEWED}""",
    "origins": f"""
        SELECT month, id AS document, 1 AS version, origin,
            CASE WHEN origin = id THEN 'first' ELSE 'near-copy' END AS reason,
            CASE WHEN origin = id THEN 1.0 ELSE 0.9 END AS similarity,
            unhex(sha256(id) || sha256(id || '1') || sha256(id || '2') || sha256(id || '3')) AS signature, published,
            outlet,
            published AS told, known, {_RECORDED} AS recorded FROM o""",
    "events": f"""
        SELECT month, event_id AS event, id AS claim, 1 AS version, pair, origin,
            CASE WHEN begins THEN 'first report of it' ELSE 'joined' END AS reason,
            CASE WHEN begins THEN 1.0 ELSE 0.8 END AS score, published AS told, known, {_RECORDED} AS recorded FROM e
        UNION ALL
        SELECT month, left(sha256(id), 16), id, 2, pair, origin, 'first report of it', 1.0, {_SEEN}, {_SEEN},
            {_RECORDED.replace("known", _SEEN)} FROM e WHERE u8 < {REVIEWED / 2}""",
    "runs": """
        SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' AS began, TIMESTAMPTZ '2024-01-01 01:00:00+00' AS ended,
            ['made'] AS sources, 1 AS documents, 1 AS claims, DATE '2023-12-31' AS closed, 'made' AS program""",
}  # fmt: skip
