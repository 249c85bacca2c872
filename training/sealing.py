"""Writes the hashes of a model's files into its model.json: `python -m training.sealing FOLDER`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from entente.reader.first_look import FILE as FIRST_LOOK
from entente.reader.hashes import digest
from entente.reader.network import FILES, FORMAT


def seal(folder: Path) -> None:
    """The reader refuses files of which model.json tells another hash."""
    path = folder / "model.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["format"] = FORMAT
    names = [name for name in (*FILES, FIRST_LOOK) if name != path.name and (folder / name).is_file()]
    facts["files"] = {name: digest((folder / name).read_bytes()) for name in names}
    path.write_text(json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Seals each folder that is named."""
    for name in arguments:
        seal(Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
