"""Templates, and how codes, days, numbers and addresses stand on a page. Report text is hostile: all is escaped."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from entente.inert import visible
from entente.records.rule import cited
from entente.serve.context import of

if TYPE_CHECKING:
    from entente.desk import Desk

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s\"'<>`\\\x00-\x20\x7f-\U0010ffff]+", re.ASCII)
_ISO_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b", re.ASCII)
#: "two officials", "Ana Lima, Bo Ek and Ci Fu": who is named as several.
_SEVERAL = re.compile(r"(?:^|\s)[a-z]+(?<![sui])s$|,.*\band \S+(?: \S+){0,2}$")
_NOTHING = "\u2013"


@functools.cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """What codes of the claim record are called, by table: kinds, matters, stances ..."""
    text = resources.files("entente.serve").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def called(table: str, code: str | None) -> str:
    """The word for a code; the code itself where there is none."""
    found = words()[table].get(code or "", code or "")
    return found[0] if isinstance(found, list) else str(found)


def stance_of(stance: str, name: str | None) -> str:
    """The verb of a holder, as many as they are: "Iran denies", "two officials deny"."""
    verb = called("stances", stance)
    if not name or not _SEVERAL.search(name) or " of " in name:
        return verb
    if verb.startswith("has "):
        return f"have {verb[4:]}"
    return re.sub(r"(?:(ie)|)s$", lambda found: "y" if found[1] else "", verb)


def day(value: dt.date | dt.datetime | None) -> str:
    """A day as people write it, "13 September 2023"; a moment by its day in UTC."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value is not None else ""


def dated(text: str) -> str:
    """Our own sentence with its ISO days as people write them: "since 2009-06-12" becomes "since 12 June 2009"."""

    def written(found: re.Match[str]) -> str:
        try:
            return day(dt.date.fromisoformat(found[0]))
        except ValueError:  # somebody's own fact, as they typed it
            return found[0]

    return _ISO_DAY.sub(written, text)


def when(value: dt.date | dt.datetime | None, none: str = "no date") -> Markup:
    """A day or moment as a `time` element."""
    if value is None:
        return Markup('<span class="none">{}</span>').format(none)
    clock = f", {value:%H:%M} UTC" if isinstance(value, dt.datetime) else ""
    return Markup('<time datetime="{}">{}{}</time>').format(value.isoformat(), day(value), clock)


def span(start: dt.date | None, end: dt.date | None) -> Markup:
    """From a day to a day, both included; an open side says so."""
    if start is None and end is None:
        return Markup('<span class="none">no time given</span>')
    if start == end:
        return when(start)
    if start is None or end is None:
        return Markup("{} {}").format("since" if end is None else "until", when(start or end))
    return Markup("{} to {}").format(when(start), when(end))


def number(value: float | int | None) -> str:
    """A number with commas between thousands."""
    return _NOTHING if value is None else f"{value:,}"


def counted(value: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 origin", "3 origins"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def percent(value: float) -> str:
    """A share from 0 to 1 in per cent."""
    return f"{value * 100:.0f}%"


def clean(text: str | None) -> str:
    """One line of a report's words; characters that could turn it around or hide in it are shown as escapes."""
    return visible(text or "")


def lines(text: str) -> str:
    """A report's words with their line ends; other control characters are shown as escapes."""
    return "\n".join(visible(line) for line in text.split("\n"))


def told(text: str | None) -> Markup:
    """A report's words, isolated from the direction of what stands around them (UAX 9, HTML `bdi`)."""
    return Markup("<bdi>{}</bdi>").format(clean(text))


def weblink(url: str | None, label: str | None = None) -> Markup:
    """An http(s) address as a link that tells nothing about where it was followed from; anything else as text."""
    shown = clean(label or url)
    if url and _ADDRESS.fullmatch(url):
        return Markup('<a href="{}" rel="noopener noreferrer nofollow external"><bdi>{}</bdi></a>').format(url, shown)
    return Markup("<bdi>{}</bdi>").format(shown)


def first_up(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]


def host(name: str) -> str:
    """An outlet's name, or the host where it is given as an address."""
    found = re.match(r"https?://(?:www\.|rss\.|feeds\.)*([^/\s]+)", name)
    return found[1] if found else name


def file_name(source: str) -> str:
    """A source without the folders of the machine that read it; an address as it is."""
    return source if "://" in source else source.replace("\\", "/").rsplit("/", 1)[-1]


class Names:
    """Codes as names, of one lexicon."""

    def __init__(self, desk: Desk) -> None:
        """Names of `desk`'s lexicon."""
        self._desk = desk

    def plain(self, code: str) -> str:
        """The name in running text, with its article."""
        return self._desk.name(code)

    def one(self, code: str) -> Markup:
        """A name with its code in the tooltip."""
        name = self._desk.name(code)
        return Markup('<abbr class="actor" title="{}">{}</abbr>').format(code, name) if name != code else escape(code)

    def all(self, codes: Iterable[str]) -> Markup:
        """Names with commas and "and"."""
        found = [self.one(code) for code in codes]
        if len(found) < 2:
            return found[0] if found else Markup("")
        return Markup("{} and {}").format(Markup(", ").join(found[:-1]), found[-1])

    def holder(self, holder: Any) -> Markup:
        """Whose statement it is: the person or body named, else the state."""
        if holder.name:
            code = f" ({holder.actor})" if holder.actor else ""
            return Markup('<bdi title="{}">{}</bdi>').format(clean(f"{holder.name}{code}"), clean(holder.name))
        return self.one(holder.actor) if holder.actor else Markup("somebody not named")

    def holders(self, holders: Iterable[Any]) -> Markup:
        """The chain of who tells it, outermost first: "Reuters reports: the United States believes"."""
        told = [Markup("{} {}").format(self.holder(each), stance_of(each.stance, each.name)) for each in holders]
        return Markup(": ").join(told) if told else Markup("in the report’s own voice")


class Rules:
    """Sanctions rules as they are cited, by id."""

    def __init__(self, desk: Desk) -> None:
        """Rules of `desk`, read when the first one is asked for."""
        self._desk = desk

    @functools.cached_property
    def _cited(self) -> Mapping[str, str]:
        return {rule.id: cited(rule.instrument, rule.paragraph) for rule in self._desk.rules}

    def cited(self, rule: str) -> str:
        """ "UNSC resolution 1874 (2009), paragraph 9"; the id itself where there is no such rule any more."""
        return self._cited.get(rule, rule)


@functools.cache
def static_name(name: str) -> str:
    """The address of a file under static, with a digest of its bytes, so that browsers may keep it for ever."""
    data = resources.files("entente.serve").joinpath("static").joinpath(*name.split("/")).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"


def environment(desk: Desk) -> jinja2.Environment:
    """The templates of one desk."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("entente.serve", "templates"), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined, auto_reload=False,
    )  # fmt: skip
    names = Names(desk)
    env.filters.update(
        day=day, when=when, number=number, percent=percent, clean=clean, lines=lines, told=told, weblink=weblink,
        first_up=first_up, host=host, file_name=file_name, name=names.plain, actor=names.one, actors=names.all,
        holder=names.holder, holders=names.holders, cited=Rules(desk).cited, dated=dated,
    )  # fmt: skip
    env.globals.update(called=called, counted=counted, span=span, static=static_name, words=words(),
                       label=desk.says.label)  # fmt: skip
    return env


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a part of a page; what it asks anew after "back" is a whole one."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template; `reader` and `csrf` are always there.

    Args:
        request: whose page it is.
        template: its file under templates/.
        status: HTTP status.
        context: what the template names.
    """
    from entente.serve.guard import csrf_token, reader_of

    env: jinja2.Environment = request.app.state.templates
    html = env.get_template(template).render(
        request=request, deps=of(request), here=request.url.path,
        reader=reader_of(request), csrf=csrf_token(request), partial=is_partial(request),
        **context,
    )  # fmt: skip
    return HTMLResponse(html, status_code=status)
