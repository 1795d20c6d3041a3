#!/usr/bin/env bash
# Writes the lock files from pyproject.toml: tools/lock.sh PYTHON [--upgrade]
#
# One lock serves every Python from 3.11 on and every system; it has versions and hashes and no
# address of any index.
set -euo pipefail

python=$1
shift
"$python" -m pip install --quiet --disable-pip-version-check uv

compile() {
  "$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

compile pyproject.toml --extra dev "$@" --output-file requirements.lock
compile --group pyproject.toml:docs "$@" --output-file requirements-docs.lock
echo "lock: $(grep -c '==' requirements.lock) packages, and $(grep -c '==' requirements-docs.lock) for the documentation"
