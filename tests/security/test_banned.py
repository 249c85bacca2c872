"""What no source of the house may use, told by its syntax tree: what runs text as a program or trusts bytes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("src", "models", "training", "evals", "bench", "faults", "fuzz", "release", "examples")
    for path in (ROOT / folder).rglob("*.py")
)
#: Modules that make objects of bytes as the bytes will have it, and parsers of XML that expand entities.
MODULES = {
    "pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "dbm", "yaml", "xml", "code",
    "codeop", "imp", "pty", "telnetlib", "ftplib", "xmlrpc", "wsgiref",
}  # fmt: skip
#: Names that run text, or a shell, or name a file that somebody else can make first.
CALLS = {
    "eval", "exec", "compile", "__import__", "input", "os.system", "os.popen", "os.execv", "os.spawnv",
    "tempfile.mktemp", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell",
    "ssl._create_unverified_context", "torch.load", "numpy.load", "np.load", "pandas.read_pickle", "jinja2.Template",
}  # fmt: skip
#: What may stand all the same: (path, what) and why.
ALLOWED = {
    ("src/entente/serve/pages/network_drawn.py", "xml"): "writes GraphML and parses nothing",
    ("faults/objects.py", "xml"): "a store that stands in for a real one reads what the tests' own client sends",
    ("training/distil.py", "np.load"): "with allow_pickle=False",
    ("training/__main__.py", "torch.load"): "with weights_only=True, of files that training itself wrote",
}


#: Of what is forbidden, the part that only writes.
WRITES = ("xml.sax.saxutils",)


def found(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What is forbidden in a tree, by name. A function of the house that is called `compile` is another one."""
    nodes = list(ast.walk(tree))
    own = {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("entente.")
        for alias in node.names
    }
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (
                (each.split(".")[0], node) for each in modules if each.split(".")[0] in MODULES and each not in WRITES
            )
        elif isinstance(node, ast.Call):
            if (name := ast.unparse(node.func)) in CALLS and name not in own:
                yield name, node
            for keyword in node.keywords:
                if keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value):
                    yield "shell", node
                if keyword.arg == "verify" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False:
                    yield "verify", node


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 500


def test_no_source_runs_text_or_unpickles() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {name}"
        for path in SOURCES
        for name, node in found(ast.parse(path.read_text(encoding="utf-8")))
        if (path.relative_to(ROOT).as_posix(), name) not in ALLOWED
    ]
    assert wrong == []


def test_what_is_allowed_is_used_as_it_was_allowed() -> None:
    for (path, name), why in ALLOWED.items():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        uses = [ast.unparse(node) for what, node in found(tree) if what == name]
        assert uses, f"{path} no longer uses {name}: take it from the list"
        if why.startswith("with "):
            assert all(why.split(",")[0].removeprefix("with ") in use for use in uses), (path, uses)


def test_the_drawn_network_only_writes_xml() -> None:
    source = (ROOT / "src/entente/serve/pages/network_drawn.py").read_text(encoding="utf-8")
    used = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    assert not used & {"parse", "fromstring", "XML", "iterparse", "XMLParser", "XMLPullParser", "fromstringlist"}


@pytest.mark.parametrize(
    "text",
    [
        "import pickle", "from yaml import load", "import xml.etree.ElementTree", "eval('1')", "exec('1')",
        "compile('1', '', 'eval')", "import os\nos.system('x')", "subprocess.run('x', shell=True)",
        "subprocess.run('x', shell=asked)", "tempfile.mktemp()", "httpx.get('x', verify=False)",
        "from pickle import loads",
    ],
)  # fmt: skip
def test_what_is_forbidden_is_found(text: str) -> None:
    assert list(found(ast.parse(text)))


def test_what_only_looks_like_it_is_not() -> None:
    innocent = "re.compile('x'); subprocess.run(['x'], shell=False); evaluate('1'); model.eval(); import tomllib"
    assert list(found(ast.parse(innocent))) == []
