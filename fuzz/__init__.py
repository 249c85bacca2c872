"""Poison for every door: inputs by the million, each of which must come out as a document, a refusal or a plain error.

`python -m fuzz` tries them (`make fuzz`), `tests/fuzz` replays the fixed corpus of `fuzz/corpus`.
"""
