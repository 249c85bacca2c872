#!/usr/bin/env bash
# Tries what deploy/ promises, with what this machine has: the units by systemd's own checks, the container file by
# hadolint, and the program in a jail as tight as the container: another user without rights, everything read-only but
# one folder and /tmp, no network but loopback, no memory that is both written and run.
#
#     deploy/check.sh [ENVIRONMENT]        # a virtual environment with entente[serve]; .venv unless told
#
# What is absent here is named and left out. Ends with 1 where a check fails.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=$(realpath "${1:-.venv}")
failed=0
said() { printf 'deploy: %s\n' "$*"; }
fail() { said "FAILED: $*"; failed=1; }
have() { command -v "$1" >/dev/null || { said "left out, no $1 here: $2"; return 1; }; }

units=(deploy/entente-serve.service deploy/entente-poll.service deploy/entente-poll.timer)
if have systemd-analyze "the units"; then
    # The program is not installed at its place here; that is the one thing that may be said.
    told=$(systemd-analyze verify --man=no "${units[@]}" 2>&1 | grep -v '/opt/entente/bin/entente is not executable' || true)
    if [ -z "$told" ]; then said "units: nothing to say against them"; else fail "units: $told"; fi
    for unit in deploy/*.service; do
        if told=$(systemd-analyze security --offline=true --threshold=20 --no-pager "$unit" 2>&1); then
            said "$(tail -1 <<<"$told" | sed 's/^[^O]*//; s/[^ -~]//g')"
        else
            fail "$unit leaves more open than 2.0 of 10"
        fi
    done
fi

if have hadolint "the container file"; then
    if hadolint deploy/Containerfile; then said "container file: hadolint says nothing"; else fail "hadolint"; fi
fi

if have bwrap "the jail"; then
    volume=$(mktemp -d)
    trap 'rm -rf "$volume"' EXIT
    mkdir "$volume/reports"
    cp examples/exercise.html examples/water.txt "$volume/reports"
    jail=(bwrap --unshare-all --uid 10001 --gid 10001 --cap-drop ALL --die-with-parent --new-session --clearenv
        --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --tmpfs /run --ro-bind "$environment" "$environment"
        --bind "$volume" "$volume" --chdir "$volume" --setenv PATH "$environment/bin:/usr/bin:/bin" --setenv HOME /tmp
        --setenv PYTHONDONTWRITEBYTECODE 1 --setenv LC_ALL C.UTF-8 --setenv ENTENTE_LEDGER "$volume/ledger")
    case $PWD in /tmp/*) jail+=(--ro-bind "$PWD" "$PWD") ;; esac
    if told=$("${jail[@]}" python - <deploy/jail.py 2>&1); then said "jail: $told"; else fail "jail: $told"; fi
fi
exit "$failed"
