"""The guard: who may ask, how much, how often, and what is written down about it.

`install` puts it before an app. Pages and the API then use `reader_of`, `needs`, `csrf_field`, `csrf_token`, `note` and
`refusal`; the command line `check_host`, `uvicorn_options` and the functions of the users file.
"""

from entente.serve.guard.auditing import Line, audit, audits, note, write_audit
from entente.serve.guard.csrf import csrf_field, csrf_token
from entente.serve.guard.hosts import check_host, outside, signs_in
from entente.serve.guard.installing import check_counts, install, standing, unguarded
from entente.serve.guard.listening import uvicorn_options
from entente.serve.guard.paths import Bounds, Paths, safe_next
from entente.serve.guard.readers import NOBODY, ROLES, Reader, Visit, needs, reader_of, visit_of
from entente.serve.guard.refusals import Refused, answer_refused, refusal
from entente.serve.guard.sessions import end_others, sessions_of
from entente.serve.guard.users_file import User, add_user, change_user, drop_token, new_token, remove_user, users

__all__ = [
    "NOBODY", "ROLES", "Bounds", "Line", "Paths", "Reader", "Refused", "User", "Visit", "add_user",
    "answer_refused", "audit", "audits", "change_user", "check_counts", "check_host", "csrf_field",
    "csrf_token", "drop_token", "end_others", "install", "needs", "new_token", "note", "outside", "reader_of",
    "refusal", "remove_user", "safe_next", "sessions_of", "signs_in", "standing", "unguarded", "users",
    "uvicorn_options", "visit_of", "write_audit",
]  # fmt: skip
