"""Errors as pages for people and as JSON for programs: what is wrong, where, and how to mend it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from entente.errors import EntenteError, InputError, LedgerError, UsageError
from entente.serve.jobs import Busy
from entente.serve.rendering import page

_TITLES = {
    400: "That request cannot be understood", 401: "Please sign in", 403: "Not allowed", 404: "Not found",
    405: "Not possible here", 409: "Somebody was faster", 413: "Too large", 422: "That means nothing here",
    429: "Too many requests", 500: "The program made a mistake", 503: "The ledger cannot be used just now",
}  # fmt: skip


class Missing(Exception):
    """Something that an address names is not there. `what`: in words; `mend`: where to look; `place`: the field."""

    def __init__(self, what: str, mend: str = "", *, place: str = "") -> None:
        """Args: as the attributes."""
        self.what, self.mend, self.place = what, mend, place
        super().__init__(what)


class Worked(Exception):
    """Long work that failed. `fault`: one line; `status`: the HTTP status that this means."""

    def __init__(self, fault: str, status: int) -> None:
        """Args: as the attributes."""
        self.fault, self.status = fault, status
        super().__init__(fault)


class Contradiction(UsageError):
    """Parts of a request, each right by itself, that exclude each other."""


#: Kind of error -> its code in JSON, and the HTTP status.
_STATUS: tuple[tuple[type[EntenteError], str, int], ...] = (
    (Contradiction, "contradiction", 409),
    (UsageError, "usage", 422), (InputError, "input", 422), (LedgerError, "ledger", 503), (EntenteError, "error", 500),
)  # fmt: skip


def wants_json(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def told(
    request: Request, status: int, code: str, message: str, *, place: str = "", mend: str = "",
    headers: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    """An error in the asker's form. `code`: stable word for programs; `place`: the field or thing at fault."""
    if wants_json(request):
        body = {"error": {"code": code, "message": message, "place": place, "mend": mend}}
        return JSONResponse(body, status_code=status, headers=headers)
    title = _TITLES.get(status, "That did not work")
    response = page(request, "fault.html", status=status, title=title, message=message, place=place, mend=mend)
    response.headers.update(headers or {})
    return response


def install(app: FastAPI) -> None:
    """Answers every error in one shape."""

    @app.exception_handler(EntenteError)
    def _entente(request: Request, error: EntenteError) -> Response:
        code, status = next((code, status) for kind, code, status in _STATUS if isinstance(error, kind))
        if error.exit_code == 9:
            code, status = "conflict", 409
        return told(request, status, code, error.message, place=error.place, mend=error.mend)

    @app.exception_handler(Missing)
    def _missing(request: Request, error: Missing) -> Response:
        return told(request, 404, "missing", error.what, place=error.place, mend=error.mend)

    @app.exception_handler(Worked)
    def _worked(request: Request, error: Worked) -> Response:
        return told(request, error.status, "work", error.fault)

    @app.exception_handler(Busy)
    def _busy(request: Request, error: Busy) -> Response:
        return told(
            request, 503, "busy", "so much work waits already that no more is taken", mend="try again in a minute",
            headers={"Retry-After": "60"},
        )  # fmt: skip

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        return told(
            request, error.status_code, f"http-{error.status_code}", str(error.detail),
            headers=dict(error.headers or {}),
        )  # fmt: skip

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        return told(request, 422, "usage", str(first["msg"]), place=where)
