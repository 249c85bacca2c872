"""The API for programs, under /api/v1: the same questions as the pages, in the fields of the claim record."""

from entente.serve.api.describing import describe
from entente.serve.api.routes import router

__all__ = ["describe", "router"]
