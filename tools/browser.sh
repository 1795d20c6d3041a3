#!/usr/bin/env bash
# Sees to it that the browser tests have a browser: Debian's Chromium and one plain font.
#
# It installs them only as root on a machine with apt-get, and says so first. Elsewhere it says what
# to install; the browser tests are then skipped, except in CI, where that is an error.
set -euo pipefail

command -v chromium >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "browser: no chromium here; installing Debian's chromium and fonts-dejavu-core with apt-get"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  exit 0
fi

echo "browser: no chromium here, so browser tests cannot run. On Debian: sudo apt-get install chromium fonts-dejavu-core" >&2
if [ -n "${CI:-}${OUTRIGHT_REQUIRE_BROWSER:-}" ]; then exit 1; fi
