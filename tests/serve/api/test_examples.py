from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest


def sources(value: Any) -> list[str]:
    """Every value of a field `source`."""
    if isinstance(value, dict):
        found = [each for name, inner in value.items() for each in ([inner] if name == "source" else sources(inner))]
        return [each for each in found if isinstance(each, str)]
    return [each for inner in value for each in sources(inner)] if isinstance(value, list) else []


def test_examples_name_no_folder_of_the_machine_that_made_them() -> None:
    text = resources.files("entente.serve.api").joinpath("examples.json").read_text(encoding="utf-8")
    found = sources(json.loads(text))
    assert found
    if wrong := [each for each in found if each.startswith(("/", "~")) or ":\\" in each]:
        pytest.fail(f"paths: {wrong}")
