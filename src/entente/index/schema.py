"""The layout of an index: its tables, and the number by which another layout is known.

`n` is a claim's place: claims in the order in which they are answered (`placing`), so that every table that lists
places answers in that order, and a page is the next rows of one walk. `d` is a document's place likewise; `k`, `e` and
`o` are numbers of ids of documents, of events and of outlets. Days are numbers as `date.toordinal` gives them.
"""

from __future__ import annotations

from entente.records import STANDING

#: Raised whenever the layout, or what is written into it, changes: an index of another number is made anew.
SCHEMA = 2
#: "EntX", as SQLite's `application_id`.
APPLICATION = 0x456E7458
#: Intervals that last longer, in days, are looked for apart from the others.
LONG = 7

#: The statuses of claims that stand, in SQL.
STANDS = ", ".join(f"'{status}'" for status in STANDING)

TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE ids (k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE event_ids (e INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE outlets (o INTEGER PRIMARY KEY, outlet TEXT NOT NULL UNIQUE, folded TEXT NOT NULL);
CREATE TABLE codes (c INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE claims (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, status TEXT NOT NULL, document INTEGER NOT NULL, origin INTEGER NOT NULL,
    event INTEGER, kind TEXT NOT NULL, mode TEXT, polarity TEXT NOT NULL, certainty TEXT NOT NULL,
    modality TEXT NOT NULL, begins INTEGER, ends INTEGER, starts INTEGER, stops INTEGER, confidence REAL NOT NULL,
    reviewed INTEGER NOT NULL, recorded INTEGER NOT NULL, field TEXT NOT NULL, at INTEGER NOT NULL,
    outlet INTEGER NOT NULL, actor TEXT NOT NULL, recipient TEXT NOT NULL, matter TEXT NOT NULL, holder TEXT,
    stance TEXT, tone REAL);
CREATE TABLE records (n INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE parties (code TEXT, n INTEGER, side INTEGER NOT NULL, PRIMARY KEY (code, n)) WITHOUT ROWID;
CREATE TABLE pairs (pair TEXT, n INTEGER, PRIMARY KEY (pair, n)) WITHOUT ROWID;
CREATE TABLE matters (matter TEXT, n INTEGER, PRIMARY KEY (matter, n)) WITHOUT ROWID;
CREATE TABLE holders (holder TEXT, n INTEGER, PRIMARY KEY (holder, n)) WITHOUT ROWID;
CREATE TABLE stances (stance TEXT, n INTEGER, PRIMARY KEY (stance, n)) WITHOUT ROWID;
CREATE TABLE events (
    e INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, actor TEXT NOT NULL, recipient TEXT NOT NULL,
    matter TEXT NOT NULL, origins INTEGER NOT NULL, claims INTEGER NOT NULL, documents INTEGER NOT NULL,
    outlets INTEGER NOT NULL, told INTEGER NOT NULL, denied INTEGER NOT NULL, open INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, begins INTEGER, ends INTEGER, lead TEXT NOT NULL,
    parties TEXT NOT NULL, kinds TEXT NOT NULL);
CREATE TABLE documents (
    d INTEGER PRIMARY KEY, k INTEGER NOT NULL UNIQUE, id TEXT NOT NULL, title TEXT NOT NULL, outlet INTEGER NOT NULL,
    url TEXT NOT NULL, origin INTEGER, version INTEGER NOT NULL, reading INTEGER NOT NULL, known INTEGER NOT NULL,
    recorded INTEGER NOT NULL, notes TEXT NOT NULL);
CREATE TABLE texts (d INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE refusals (
    r INTEGER PRIMARY KEY, source TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, mend TEXT NOT NULL,
    recorded INTEGER NOT NULL, folded TEXT NOT NULL, UNIQUE (recorded, source, reason, detail));
CREATE TABLE reviews (
    claim TEXT NOT NULL, number INTEGER NOT NULL, recorded INTEGER NOT NULL, review TEXT NOT NULL,
    PRIMARY KEY (claim, number, recorded)) WITHOUT ROWID;
CREATE TABLE words (w INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE parts USING fts5(word, content='words', content_rowid='w', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE told USING fts5(words, content='', detail='none', columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE written USING fts5(words, content='', detail='none', columnsize=0, tokenize='ascii');
CREATE TABLE tally (what TEXT, key, claims INTEGER NOT NULL, PRIMARY KEY (what, key)) WITHOUT ROWID;
CREATE TABLE strips (strip INTEGER PRIMARY KEY, ties BLOB NOT NULL);
CREATE TABLE dirty (strip INTEGER PRIMARY KEY);
CREATE TABLE changes (version INTEGER, what TEXT, id TEXT, PRIMARY KEY (version, what, id)) WITHOUT ROWID;
"""
INDEXES = f"""
CREATE UNIQUE INDEX claims_id ON claims (id);
CREATE INDEX claims_document ON claims (document);
CREATE INDEX claims_event ON claims (event);
CREATE INDEX claims_kind ON claims (kind);
CREATE INDEX claims_outlet ON claims (outlet);
CREATE INDEX claims_confidence ON claims (confidence DESC);
CREATE INDEX claims_recorded ON claims (recorded DESC);
CREATE INDEX claims_days ON claims (begins, ends);
CREATE INDEX claims_long ON claims (begins, ends) WHERE ends - begins > {LONG};
CREATE INDEX claims_off ON claims (status) WHERE status IN ('rejected', 'withdrawn');
CREATE INDEX events_origins ON events (origins DESC, last DESC, id);
CREATE INDEX events_claims ON events (claims DESC, last DESC, id);
CREATE INDEX events_last ON events (last DESC, id);
CREATE INDEX events_first ON events (first DESC, last DESC, id);
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_origin ON documents (origin);
CREATE INDEX documents_outlet ON documents (outlet);
CREATE INDEX refusals_order ON refusals (recorded DESC, source, reason, r);
"""
