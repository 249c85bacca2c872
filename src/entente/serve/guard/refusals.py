"""How the desk says no: one shape for programs, one plain page for people."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

_PAGE = Markup(
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><title>{message}</title></head>'
    '<body><main><h1>{message}</h1>{place}{mend}<p><a href="/">Back to Today</a></p></main></body></html>\n'
)


class Refused(HTTPException):
    """A request that is not answered as asked.

    It is an HTTPException, so that FastAPI's reading of bodies lets it through as it is.
    """

    def __init__(
        self, status: int, code: str, message: str, place: str = "", mend: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Args: status: of HTTP; code: one word for programs; message, place, mend: as for every error; headers."""
        super().__init__(status, message, dict(headers or {}))
        self.code, self.message, self.place, self.mend = code, message, place, mend


def wants_page(request: Request) -> bool:
    """Whether a person reads the answer: not under /api/, and asked for with HTML (RFC 9110 section 12.5.1)."""
    if request.url.path.startswith(("/api/", "/metrics", "/healthz")):
        return False
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers


def refusal(
    request: Request, status: int, code: str, message: str, place: str = "", mend: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """The answer that says no.

    Args:
        request: what is refused; its path and Accept decide between page and JSON.
        status: of HTTP; code: one word for programs; message, place, mend: as for every error.
        headers: beside the usual ones.

    Returns:
        A page, or `{"error": {"code", "message", "place", "mend"}}`. Never stored by anyone between.
    """
    if status == 303 or not wants_page(request) or not hasattr(request.app.state, "templates"):
        return plain_refusal(request, status, code, message, place, mend, headers)
    from entente.serve.rendering import page

    answer = page(request, "fault.html", status=status, title=message.rstrip("."), message="", place=place, mend=mend)
    answer.headers.update({"Cache-Control": "no-store", **(headers or {})})
    return answer


def plain_refusal(
    request: Request, status: int, code: str, message: str, place: str = "", mend: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """As `refusal`, with a page that needs no template: for when nothing else can be relied on."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    if not wants_page(request):
        told = {"code": code, "message": message, "place": place, "mend": mend}
        return JSONResponse({"error": told}, status, kept)
    parts = {key: Markup("<p>{}</p>").format(text) if text else "" for key, text in (("place", place), ("mend", mend))}
    return HTMLResponse(_PAGE.format(message=message, **parts), status, kept)


def answer_refused(request: Request, error: Exception) -> Response:
    """The answer to a `Refused`."""
    if not isinstance(error, Refused):
        raise error
    return refusal(request, error.status_code, error.code, error.message, error.place, error.mend, error.headers)
