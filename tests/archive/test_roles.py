"""The documented rights: who writes can follow a night and change nothing of it; who reads can only read."""

import contextlib

import psycopg
import pytest

import clusters
from kept_nights import FILE, nth, receive, settings
from outright.archive import Archive, ServedNight, leases, turns
from outright.archive.served import connect
from outright.errors import ArchiveError
from outright.night.live import LiveNight
from shared import ROOT

ROLES = (ROOT / "docs" / "operating" / "roles.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """A night with one publication, and the two roles with the documented rights."""
    clusters.need()
    folder = tmp_path_factory.mktemp("roles")
    owned = clusters.shared().night(folder)
    live = LiveNight.begin(settings(folder).plan, owned)
    receive(live, 1)
    live.archive.close()
    with contextlib.closing(connect(owned)) as db:
        for role in ("outright_writes", "outright_reads"):
            db.execute(f"DROP ROLE IF EXISTS {role}")
            db.execute(f"CREATE ROLE {role} LOGIN")
        db.execute(ROLES.replace('"ga06"', f'"{owned.id}"'))
    return owned


def seen_by(night: ServedNight, role: str) -> ServedNight:
    return ServedNight(night.url.replace("outright@", f"{role}@"), night.id, night.beside)


def test_who_writes_collects_takes_leases_and_tells(night):
    ours = seen_by(night, "outright_writes")
    with contextlib.closing(connect(ours)) as db, leases.holding(ours, "engine") as lease:
        turns.offer(db, ["zz"])
        assert turns.collectors(db, "me") == 1
        (turn,) = turns.take(db, "me", ["zz"], 1)
        with Archive.open(ours) as archive:
            archive.keep("zz", "openelections", FILE, nth(2), lease_at(), under=turn.lease)
        assert turns.write_back(db, turn.lease, b"{}", due_in=1, stood_for=0)
        live = LiveNight.resume(ours)
        live.archive.lease = lease
        assert live.catch_up() is not None
        live.archive.close()
        turns.leave(db, "me")


def lease_at():
    from kept_nights import AT

    return AT


@pytest.mark.parametrize("table", ["publication", "reading", "bulletin", "night", "body"])
def test_who_writes_can_change_and_remove_nothing_that_was_kept(night, table):
    with contextlib.closing(connect(seen_by(night, "outright_writes"))) as db:
        column = {"night": "value", "body": "codec"}.get(table, "sha256")
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.IntegrityError)):
                db.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def test_who_reads_sees_the_night_and_stores_nothing(night):
    ours = seen_by(night, "outright_reads")
    with Archive.open(ours) as archive:
        assert archive.told()
        assert archive.broken_link() is None
        with pytest.raises(ArchiveError, match="permission denied"):
            archive.keep("zz", "openelections", FILE, nth(3), lease_at())
    with contextlib.closing(connect(ours)) as db:
        db.execute(f'LISTEN "{night.id}"')
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            leases.take(db, "engine", "me")
