from __future__ import annotations

import subprocess
import sys

import pytest

import entente


@pytest.mark.parametrize("name", entente.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(entente, name) is not None
    assert name in dir(entente)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        entente.nonsense  # noqa: B018


def test_brief_stays_a_function_when_the_rooms_are_loaded() -> None:
    code = (
        "import entente, entente.desk\n"
        "from entente.desk import render\n"
        "try: entente.brief([])\nexcept entente.InputError: pass\n"
        "print(callable(entente.brief), callable(entente.read), callable(entente.claims))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True True True\n"


def test_importing_does_nothing() -> None:
    code = (
        "import sys, builtins, os\n"
        "before = set(sys.modules)\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(args[0]) if event == 'open' else None)\n"
        "import entente\n"
        "print(sorted(m for m in sys.modules if m.startswith('entente')))\n"
        "print([str(p) for p in opened if isinstance(p, str) and not p.endswith(('.py', '.pyc'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, opened = done.stdout.splitlines()
    assert loaded == "['entente']"
    assert opened == "[]"


def test_reading_bytes() -> None:
    (document,) = entente.read(b"Norway visits Chile, and the ministers spoke about fish and ships.", name="a.txt")
    assert isinstance(document, entente.Document)
    assert document.text.startswith("Norway")


def test_what_cannot_be_read_is_a_refusal() -> None:
    (refusal,) = entente.read("/no/such/file.html")
    assert isinstance(refusal, entente.Refusal)
    assert refusal.reason == "not-found"
