"""Which model reads: the packaged small one, the large one where it is installed, or a folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from entente.errors import ModelError, UsageError
from entente.reader.network import FILES, FOLDER

SMALL, LARGE = "small", "large"
#: The package that holds the large model (models/large in the repository).
LARGE_PACKAGE = "entente_large"


def model_folder(model: str | Path = SMALL) -> Path:
    """Folder of a model's files.

    Args:
        model: "small" (in this package), "large" (the package entente-large), or a folder that `make train` wrote.

    Raises ModelError where the large model is not installed, UsageError where there is no such name or folder.
    """
    if model == SMALL:
        return FOLDER
    if model == LARGE:
        spec = importlib.util.find_spec(LARGE_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelError("the large model is not installed", mend="make large, in a checkout")
        return Path(spec.origin).parent / "model"
    folder = Path(model)
    if not str(model) or not (folder / "model.json").is_file():
        raise UsageError(f"no model {str(model)!r}", mend=f"{SMALL}, {LARGE}, or a folder with {', '.join(FILES)}")
    return folder
