#!/usr/bin/env bash
# Sees to it that the pages' scripts can be built anew: Node, and the two packages of web/package-lock.json.
#
# It installs Node only as root on a machine with apt-get, and says so first. Elsewhere it says what to install;
# the test that compares the built scripts is then skipped, except in CI, where that is an error.
set -euo pipefail
cd "$(dirname "$0")/../web"

if ! command -v npm >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "web: no Node here; installing Debian's nodejs and npm with apt-get"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  else
    echo "web: no Node here, so the scripts cannot be built. On Debian: sudo apt-get install nodejs npm" >&2
    if [ -n "${CI:-}${OUTRIGHT_REQUIRE_NODE:-}" ]; then exit 1; fi
    exit 0
  fi
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "web: installing esbuild and TypeScript, each checked by its hash"
  npm ci --silent --ignore-scripts
fi
