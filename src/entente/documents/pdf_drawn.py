"""What the pages of a PDF make pypdf do, told before it does: it has bounds of its own for few of these things.

It takes a form apart as often as a page draws it, and a page's fonts anew for every page and every form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Bytes of one stream as it stands, from which on it is not unpacked; forms within forms.
LARGEST_STREAM, _DEEPEST = 5_000_000, 20
#: An operator Do with the name before it (ISO 32000-2, 8.8), which may be told so that this pattern does not see it.
_DO = re.compile(rb"(?:/([^\x00\s()<>\[\]{}/%]*)[\x00\s]*)?(?<![A-Za-z0-9_(])Do(?![A-Za-z0-9_])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
#: What takes as long as a byte that is drawn: bytes of a table of characters, and of a font's own program. And how many
#: of them take as long as a page, a form and a font with nothing in them.
_TABLE, _PROGRAM = 5, 200
_PAGE, _FORM, _FONT = 300, 150, 40


class Drawn:
    """How much the pages of one file draw, in bytes of unpacked operators, or what takes as long."""

    def __init__(self, most: int) -> None:
        """Args: most: beyond which nobody wants to know how much more it is."""
        self._most = most
        self._forms: dict[int, tuple[Any, int]] = {}

    def page(self, page: Any) -> int:
        """Of a page: its own operators, those of forms as often as they are drawn, and its fonts.

        Raises what pypdf raises for damaged pages.
        """
        told = _object(page.get("/Contents"))
        parts = [_object(part) for part in told] if isinstance(told, list) else [told]
        if sum(map(_packed, parts)) > LARGEST_STREAM:
            return self._most + 1
        contents = page.get_contents()
        operators = contents.get_data() if contents is not None else b""
        return _PAGE + self._cost(operators, _object(page.get("/Resources")), 0)

    def _cost(self, operators: bytes, resources: Any, depth: int) -> int:
        resources = resources if isinstance(resources, Mapping) else {}
        cost = len(operators) + sum(map(_font, _values(resources.get("/Font"))))
        if cost > self._most:
            return cost
        for form, times in _forms(operators, resources):
            cost += times * self._form(form, resources, depth + 1)
            if cost > self._most:
                break
        return cost

    def _form(self, form: Any, resources: Any, depth: int) -> int:
        known = self._forms.get(id(form))
        if known is not None:
            return known[1]
        if depth > _DEEPEST or _packed(form) > LARGEST_STREAM:
            return self._most + 1
        self._forms[id(form)] = form, 0  # one that draws itself is passed over
        cost = _FORM + self._cost(form.get_data(), _object(form.get("/Resources")) or resources, depth)
        self._forms[id(form)] = form, cost
        return cost


def _forms(operators: bytes, resources: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    """The forms that operators draw, and how often; all that there are, for operators whose name is not seen."""
    named = _object(resources.get("/XObject"))
    if not isinstance(named, Mapping) or not named:
        return
    drawn = Counter(match[1] for match in _DO.finditer(operators))
    unseen = 0
    for name, times in drawn.items():
        key = "/" + _ESCAPE.sub(lambda sign: bytes([int(sign[1], 16)]), name or b"").decode("utf-8", "replace")
        if name is None or key not in named:
            unseen += times
        elif (form := _form(named[key])) is not None:
            yield form, times
    if unseen:
        yield from ((form, unseen) for form in map(_form, _values(named)) if form is not None)


def _form(thing: Any) -> Any:
    thing = _object(thing)
    return None if not hasattr(thing, "get_data") or thing.get("/Subtype") == "/Image" else thing


def _font(font: Any) -> int:
    """What a font takes: its tables of characters and widths, and its program."""
    font = _object(font)
    if not isinstance(font, Mapping):
        return 0
    encoding = _object(font.get("/Encoding"))
    lists = [_object(font.get("/Widths"))]
    if isinstance(encoding, Mapping):
        lists.append(_object(encoding.get("/Differences")))
    below = [_object(each) for each in _items(font.get("/DescendantFonts"))]
    lists += [_object(each.get("/W")) for each in below if isinstance(each, Mapping)]
    descriptor = _object(font.get("/FontDescriptor"))
    program = _object(descriptor.get("/FontFile")) if isinstance(descriptor, Mapping) else None
    return (
        _FONT
        + sum(len(each) for each in lists if isinstance(each, list))
        + _unpacked(font.get("/ToUnicode")) // _TABLE
        + _unpacked(program) // _PROGRAM
    )


def _unpacked(thing: Any) -> int:
    thing = _object(thing)
    if not hasattr(thing, "get_data"):
        return 0
    return LARGEST_STREAM if _packed(thing) > LARGEST_STREAM else len(thing.get_data())


def _packed(thing: Any) -> int:
    return len(getattr(thing, "_data", b""))


def _values(thing: Any) -> Iterable[Any]:
    thing = _object(thing)
    return thing.values() if isinstance(thing, Mapping) else ()


def _items(thing: Any) -> Iterable[Any]:
    thing = _object(thing)
    return thing if isinstance(thing, list) else ()


def _object(thing: Any) -> Any:
    """What a reference stands for."""
    return thing.get_object() if hasattr(thing, "get_object") else thing
