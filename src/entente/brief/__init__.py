"""Writes a brief: claims of reports as plain English sentences that lead back to the words.

`compose` builds a `Brief`; `as_text`, `as_markdown`, `as_html` and `as_json` show it; `schema` describes the JSON.
"""

from __future__ import annotations

from entente.brief.compose import compose
from entente.brief.jsonform import as_json, schema
from entente.brief.markdown import as_markdown
from entente.brief.naming import Names
from entente.brief.page import as_html
from entente.brief.sentence import Realiser
from entente.brief.terminal import as_text

__all__ = ["Names", "Realiser", "as_html", "as_json", "as_markdown", "as_text", "compose", "schema"]
