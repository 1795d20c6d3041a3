#!/usr/bin/env bash
# Sees to it that the browser tests have a browser: Debian's Chromium without windows, and one plain font.
#
# It installs them only as root on a machine with apt-get, and says so first. Elsewhere it says what
# to install; the browser tests are then skipped, except in CI, where that is an error. Where there is only the
# whole Chromium they run in that: they find the same and take three times as long.
set -euo pipefail

command -v chromium-headless-shell >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "browser: no chromium-headless-shell here; installing Debian's and fonts-dejavu-core with apt-get"
  if apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium-headless-shell fonts-dejavu-core >/dev/null; then
    exit 0
  fi
  command -v chromium >/dev/null ||
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null || true
fi

wanted="On Debian: sudo apt-get install chromium-headless-shell fonts-dejavu-core"
if command -v chromium >/dev/null; then
  echo "browser: the tests run in chromium, which takes three times as long as its headless shell. $wanted" >&2
  exit 0
fi
echo "browser: no chromium here, so browser tests cannot run. $wanted" >&2
if [ -n "${CI:-}${OUTRIGHT_REQUIRE_BROWSER:-}" ]; then exit 1; fi
