"""A route of the API: HEAD beside GET, no unknown parameter, no body of another kind, faults in plain words."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from entente.errors import UsageError
from entente.serve.guard import Refused

_JSON = "application/json"
#: How pydantic calls what is wrong -> the same in this API's words; `{...}` are its own values.
_WORDS = {
    "missing": "is missing", "extra_forbidden": "is no field here", "json_invalid": "is no JSON: {error}",
    "greater_than_equal": "is less than {ge}", "less_than_equal": "is more than {le}",
    "string_too_short": "is shorter than {min_length}", "string_too_long": "is longer than {max_length} characters",
    "too_long": "has more than {max_length} parts", "too_short": "has less than {min_length} parts",
    "int_parsing": "is no whole number", "bool_parsing": "is neither true nor false", "float_parsing": "is no number",
    "string_pattern_mismatch": "does not have the form {pattern}", "literal_error": "is none of {expected}",
}  # fmt: skip


class Route(APIRoute):
    """A route of the API. `allowed`: every method of its path, in whichever route; the first that is asked says so."""

    allowed: frozenset[str] = frozenset()

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        """Args: as of APIRoute. A route that answers GET answers HEAD too (RFC 9110, 9.3.2)."""
        methods = set(more.pop("methods", None) or {"GET"})
        super().__init__(path, endpoint, methods=methods | ({"HEAD"} if "GET" in methods else set()), **more)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or 405 with every method of the path (RFC 9110, 15.5.6)."""
        own = self.methods or set()
        if scope["method"] not in own:
            allowed = self.allowed or own
            raise HTTPException(405, f"{scope['method']} is not possible here", {"Allow": ", ".join(sorted(allowed))})
        await super().handle(scope, receive, send)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request; first it looks whether all of the request is meant here."""
        answer, known = super().get_route_handler(), self._parameters()
        takes = self.body_field is not None

        async def handler(request: Request) -> Response:
            _check_kind(request, takes)
            _check_parameters(request.query_params.multi_items(), known)
            try:
                return await answer(request)
            except RequestValidationError as error:
                raise _plain(error) from error

        return handler

    def _parameters(self) -> dict[str, bool]:
        """Query parameters by name, and whether each may be given more than once."""
        fields = [field for field in get_flat_params(self.dependant) if isinstance(field.field_info, Query)]
        found = {field.alias: _is_list(field.field_info.annotation) for field in fields}
        # Fields of a parameter model are told as fields of the model, which are no Query.
        for field in self.dependant.query_params:
            model = field.field_info.annotation
            for name, info in getattr(model, "model_fields", {}).items():
                found[info.alias or name] = _is_list(info.annotation)
                found.pop(field.alias, None)
        return found


def _is_list(annotation: Any) -> bool:
    return "list[" in str(annotation)


def _check_kind(request: Request, takes: bool) -> None:
    """415 for a body that is no JSON (RFC 9110, 15.5.16)."""
    length = request.headers.get("content-length", "")
    if not takes or (length == "0" and "transfer-encoding" not in request.headers):
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise Refused(
            415, "kind", f"A body of the kind {kind[:80] or 'that is not told'} is not read here.",
            place="Content-Type", mend=f"send Content-Type: {_JSON}", headers={"Accept": _JSON},
        )  # fmt: skip


def _check_parameters(given: Iterable[tuple[str, str]], known: dict[str, bool]) -> None:
    counts = Counter(name for name, _ in given)
    for name, count in counts.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            takes = ", ".join(sorted(known)) or "none"
            mend = f"did you mean {near[0]}?" if near else f"the parameters here: {takes}"
            raise UsageError("there is no such parameter", place=name[:80], mend=mend)
        if count > 1 and not known[name]:
            raise UsageError("is given more than once", place=name, mend="give it once")


def _plain(error: RequestValidationError) -> UsageError:
    """The first fault of a request in plain words, with the place of the field."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    context = {name: str(value) for name, value in (first.get("ctx") or {}).items()}
    words = _WORDS.get(first["type"])
    if words is None:
        return UsageError(str(first["msg"]).removeprefix("Value error, "), place=where)
    return UsageError(words.format(**context), place=where)
