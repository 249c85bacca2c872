"""The page that shows people what the API does, from its own description."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from entente.serve.api.route import Route
from entente.serve.rendering import page

router = APIRouter(route_class=Route)


@router.get("/", response_model=None, include_in_schema=False)
def show_api(request: Request) -> Response:
    """The operations, by what they are about."""
    described: dict[str, Any] = request.app.openapi()
    groups = [
        (tag, [
            (method.upper(), path, operation)
            for path, methods in described["paths"].items() for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        ])
        for tag in described["tags"]
    ]  # fmt: skip
    return page(request, "api.html", described=described, groups=groups, kind_of=kind_of, fields_of=_fields(described))


def kind_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: "date", "one of says, denies ..., or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(dict.fromkeys(kind_of(each) for each in schema[union] if each.get("type") != "null"))
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        shown = [str(each) for each in schema["enum"]]
        return "one of " + ", ".join(shown[:8]) + (f" ... ({len(shown)})" if len(shown) > 8 else "")
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any")


def _fields(described: dict[str, Any]) -> dict[str, Any]:
    """Fields of every named shape, name -> schema."""
    shapes = described["components"]["schemas"]
    return {name: shape.get("properties", {}) for name, shape in shapes.items()}
