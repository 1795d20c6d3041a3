#!/usr/bin/env bash
# Sees to it that the tests have PostgreSQL's own programs: Debian's package. No server of the system is started or
# touched; each run of the tests makes a cluster of its own in a temporary folder and listens on loopback alone.
#
# It installs only as root on a machine with apt-get, and says so first. Elsewhere it says what to install; the tests
# of the second home are then skipped, except in CI, where that is an error.
set -euo pipefail

compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && exit 0
command -v initdb >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "postgres: no PostgreSQL here; installing Debian's with apt-get, without a cluster of the system" >&2
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
  exit 0
fi

echo "postgres: no PostgreSQL here, so tests of the shared store cannot run. On Debian: sudo apt-get install postgresql" >&2
if [ -n "${CI:-}${OUTRIGHT_REQUIRE_POSTGRES:-}" ]; then exit 1; fi
