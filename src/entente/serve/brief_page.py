"""A brief's own page under the desk's policy: no style may stand inside a page, so it comes by an address of its own.

Report text in a brief is escaped, so that only the brief's own elements match, which stand first.
"""

from __future__ import annotations

import re

from markupsafe import escape

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


def style_of(html: str) -> str:
    """The style that a brief's page holds."""
    return "\n".join(_STYLE.findall(html))


def outward(html: str, style: str) -> str:
    """A brief's page without policy and style of its own. `style`: address of what `style_of` gives."""
    link = f'<link rel="stylesheet" href="{escape(style)}">'
    return _STYLE.sub(lambda match: link, _POLICY.sub("", html, count=1), count=1)
