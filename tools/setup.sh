#!/usr/bin/env bash
# Fills a virtual environment from a lock file: tools/setup.sh VENV LOCK [--project]
#
# Every package is checked against the hashes in the lock. Packages come from whatever index this
# machine's pip is set to. With --project the checkout itself is installed, editable, without its
# dependencies (the lock has them).
set -euo pipefail

venv=$1 lock=$2 project=${3:-}

find_python() {
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "setup: Python 3.11 or newer is needed. Install it, or name one: make PYTHON=/path/to/python3" >&2
  return 1
}

# Debian keeps ensurepip, without which a virtual environment has no pip, in a package of its own.
ensure_venv() {
  "$1" -c 'import ensurepip, venv' 2>/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: this Python cannot make virtual environments; installing Debian's python3-venv" >&2
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  else
    echo "setup: this Python cannot make virtual environments. On Debian: sudo apt-get install python3-venv" >&2
    return 1
  fi
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  ensure_venv "$python"
  echo "setup: making $venv with $("$python" --version)" >&2
  rm -rf "$venv"
  "$python" -m venv "$venv"
fi

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }

echo "setup: installing $(grep -c '==' "$lock") packages of $lock, each checked by its hash" >&2
# The lock is the whole list: nothing is resolved. (Older pip, asked to resolve a package with an extra, takes the
# newest there is, which no hash knows.)
# pip would compile it all on one core, which takes longer than the rest.
pip install -qq --require-hashes --no-deps --no-compile -r "$lock"
"$venv/bin/python" -m compileall -q -j 0 -x '/tests?/' "$venv"/lib/python3*/site-packages >/dev/null 2>&1 || true
if [ "$project" = --project ]; then
  echo "setup: installing outright itself, editable" >&2
  pip install -qq --no-deps --no-build-isolation -e .
fi
