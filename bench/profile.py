"""Where the reader's time goes: `python -m bench --only profile`.

One process, one thread, processor time (a machine that is shared does not count into it, though it slows the caches).
Whole articles and a sample of feed items, each read once after a warm-up; every part is timed where the reader calls
it, so the parts of windows and claims are told within them. Writes `bench/results/DATE-COMMIT-profile.json` and
`bench/LATEST-profile.md`, which keeps the run that is called `before` beside the newest.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from entente import lexicon
from entente.reader import Reader, model_folder
from entente.reader.sentences import sentence_spans
from entente.records import Document
from evals import machine
from training.gold import document

ITEMS, SEED = 1500, 20230101
#: Part -> what it is, in the order of the page; those with a blank before them are told within the one above.
PARTS = {
    "windows": "cutting into windows",
    " mentions": "who is named",
    " times": "time expressions",
    " sentences": "sentence splitting",
    "first look": "first look",
    "words.onnx": "the network, words",
    "heads.onnx": "the network, claims",
    "network": "the network, the rest",
    "decode": "from scores to drafts",
    "claims": "from drafts to claims",
    " figures": "amounts",
}


class Clock:
    """Processor seconds by part."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = dict.fromkeys(PARTS, 0.0)

    def around(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, timed."""

        def timed(*args: Any, **more: Any) -> Any:
            began = time.process_time()
            try:
                return call(*args, **more)
            finally:
                self.spent[part] += time.process_time() - began

        return timed


class Timed:
    """An object whose one method is timed; the rest is the object's own."""

    def __init__(self, inner: Any, name: str, call: Callable[..., Any]) -> None:
        self._inner, self._name, self._call = inner, name, call

    def __getattr__(self, name: str) -> Any:
        return self._call if name == self._name else getattr(self._inner, name)

    def __call__(self, *args: Any) -> Any:
        """Calls the object where calling it is the method that is timed."""
        return self._call(*args) if self._name == "__call__" else self._inner(*args)


def watched(reader: Reader, clock: Clock) -> Reader:
    """The reader with its parts timed. It reaches into them, as no user should."""
    made: Any = reader
    windower, network = made._windower, made._network
    windower._find_times = clock.around(" times", windower._find_times)
    windower._sentence_spans = clock.around(" sentences", windower._sentence_spans)
    windower._lexicon = Timed(windower._lexicon, "mentions", clock.around(" mentions", windower._lexicon.mentions))
    windower.windows = clock.around("windows", windower.windows)
    for name, part in (("_words", "words.onnx"), ("_heads", "heads.onnx")):
        session = getattr(network, name)
        setattr(network, name, Timed(session, "run", clock.around(part, session.run)))
    made._network = Timed(network, "__call__", clock.around("network", network))
    if made._first_look is not None:
        made._first_look = Timed(made._first_look, "__call__", clock.around("first look", made._first_look))
    return reader


def measured(documents: Sequence[Document], model: str, *, first_look: bool) -> dict[str, Any]:
    """Seconds of each part over the documents, all seconds, and what was read."""
    from entente.reader import reading

    clock = Clock()
    reader = Reader(lexicon.load(), threads=1, model=model_folder(model), first_look=first_look)
    list(reader.read_many(documents[:5]))
    plain = reading.decode
    watched(reader, clock)
    assembler: Any = reader._assembler
    object.__setattr__(assembler, "find_figures", clock.around(" figures", assembler.find_figures))
    reading.decode = clock.around("decode", plain)
    began, claims, windows = time.process_time(), 0, 0
    try:
        for document_read in documents:
            read = reader._windows(document_read)
            before = time.process_time()
            claims += len(assembler.claims(document_read, read))
            clock.spent["claims"] += time.process_time() - before
            windows += len(read)
    finally:
        reading.decode = plain
    total = time.process_time() - began
    spent = clock.spent
    spent["network"] = max(0.0, spent["network"] - spent["words.onnx"] - spent["heads.onnx"])
    sentences = sum(len(sentence_spans(d.text)) for d in documents)
    return {
        "documents": len(documents), "sentences": sentences, "windows": windows, "claims": claims,
        "seconds": round(total, 3), "sentences_a_second": round(sentences / total, 1),
        "documents_a_second": round(len(documents) / total, 1),
        "parts": {name: round(value, 3) for name, value in spent.items()},
    }  # fmt: skip


def sets(shared: Path) -> dict[str, list[Document]]:
    """Whole articles, and feed items drawn by a fixed seed; those that are there."""
    corpora, made = shared / "corpora", {}
    if (path := corpora / "open_articles.jsonl").is_file():
        made["articles"] = [document(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    if (path := corpora / "world_feeds_2023h1.jsonl.gz").is_file():
        with gzip.open(path, "rt", encoding="utf-8") as source:
            rows = random.Random(SEED).sample(source.readlines(), ITEMS)
        made["feed items"] = [document(json.loads(row)) for row in rows]
    return made


def page(result: dict[str, Any], before: dict[str, Any] | None) -> str:
    """The figures as Markdown; `before`: an earlier run to stand beside them."""
    lines = [
        "# Where the reader's time goes", "",
        f"Run {result['run']}, {result['reader']}; one thread, processor time, load {result['machine']['load']}. "
        "`python -m bench --only profile`.", "",
    ]  # fmt: skip
    if before:
        lines += [f"Before: run {before['run']}, {before['reader']}, load {before['machine']['load']}.", ""]
    for name, now in result["sets"].items():
        was = (before or {"sets": {}})["sets"].get(name)
        lines += [
            f"## {name.capitalize()}: {now['documents']} documents, {now['sentences']} sentences, "
            f"{now['windows']} windows, {now['claims']} claims", "",
            "| part | s | share |" + (" before, s | share |" if was else ""),
            "| --- | --- | --- |" + (" --- | --- |" if was else ""),
        ]  # fmt: skip
        for part, told in PARTS.items():
            cells = _cells(now, part) + (_cells(was, part) if was else "")
            lines.append(f"| {'— ' if part[0] == ' ' else ''}{told} {cells} |")
        lines += [f"| all {_cells(now, None)}{_cells(was, None) if was else ''} |", ""]
        rate = f"{now['sentences_a_second']} sentences and {now['documents_a_second']} documents a second on one thread"
        lines += [rate + (f"; before {was['sentences_a_second']} and {was['documents_a_second']}." if was else "."), ""]
    return "\n".join(lines)


def _cells(run: dict[str, Any], part: str | None) -> str:
    value = run["seconds"] if part is None else run["parts"].get(part, 0.0)
    return f"| {value:.2f} | {value / max(1e-9, run['seconds']):.1%} "


def run(shared: Path, model: str) -> int:
    """Measures, writes and prints."""
    told: dict[str, Any] = {"run": machine.stamp(), "machine": machine.facts(), "sets": {}}
    told["reader"] = Reader(lexicon.load(), threads=1, model=model_folder(model)).version
    for name, documents in sets(shared).items():
        told["sets"][name] = measured(documents, model, first_look=True)
        print(f"{name}: {told['sets'][name]}", file=sys.stderr)
    folder = Path(__file__).parent
    earlier = folder / "results" / "before-profile.json"
    before = json.loads(earlier.read_text("utf-8")) if earlier.is_file() and model == "small" else None
    suffix = "" if model == "small" else f"-{Path(model).name}"
    text = json.dumps(told, indent=1) + "\n"
    (folder / "results" / f"{told['run']}-profile{suffix}.json").write_text(text, encoding="utf-8")
    made = page(told, before)
    (folder / f"LATEST-profile{suffix}.md").write_text(made, encoding="utf-8")
    print(made)
    return 0
