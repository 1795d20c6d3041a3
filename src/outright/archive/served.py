"""A night in a PostgreSQL database: a schema of its own, which any number of machines write to and read.

One writer at a time, as in a night file: whoever writes holds the night's table for that moment, and readers wait for
nobody. A transaction is on the server's disk before it is acknowledged. A server that restarts, or does not answer for
`PATIENCE` seconds, is `NotStored`: it may pass, and the next try connects anew. A transaction whose end was not heard
may have been kept: what is stored is asked first (receipts, equal readings and bulletins), so nothing is there twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from outright.archive import schema
from outright.archive.home import ServedNight
from outright.errors import ArchiveError, ConfigError, NotStored

if TYPE_CHECKING:
    import psycopg

PATIENCE = 15.0
"""Seconds that the server has for one answer."""
_T = TypeVar("_T")
_GUARD = """
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the archive only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_WAKE = """
CREATE FUNCTION wakes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify(TG_TABLE_SCHEMA, TG_TABLE_NAME); RETURN NULL; END $$
"""
"""What says to everybody who listens that something was stored."""
_MUST = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""What a server must be set to that keeps its word; the last we set ourselves."""


class Served:
    """An open night of a database. Use `make` or `open`."""

    def __init__(self, night: ServedNight) -> None:
        self.night = night
        self.name, self.where = night.name, str(night)
        self._db: psycopg.Connection[Any] | None = None
        self._within = False

    @classmethod
    def make(cls, night: ServedNight, meta: dict[str, str]) -> Self:
        """A new night in the database; refuses one that is there."""
        made = cls(night)
        if made._exists():
            made.close()
            raise ArchiveError(f"{night.name} exists already", where=str(night), hint="Name another night.")
        made._keeps_its_word()
        with made._alone(), made.writing(new=True):
            db = made._connection()
            for statement in (f"CREATE SCHEMA {_quoted(night.id)}", "CREATE DOMAIN blob AS bytea", _GUARD, _WAKE):
                db.execute(statement)
            for statement in (*schema.statements(), *schema.statements("served.sql")):
                made.run(statement)
            made.guard(schema.GUARDED)
            for row in meta.items():
                made.run("INSERT INTO night VALUES (?, ?)", row)
            made.run(*schema.stamp(schema.VERSION))
        return made

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except (ArchiveError, psycopg.IntegrityError) as error:
            if isinstance(error, psycopg.IntegrityError) or "already exists" in error.message:
                message = f"{self.name} has just been begun by another"
                raise ArchiveError(message, where=self.where, hint="Follow it, or name another night.") from error
            raise

    @classmethod
    def open(cls, night: ServedNight) -> Self:
        """A night that is there; `ArchiveError` when it is not, `NotStored` when the database does not answer."""
        found = cls(night)
        if not found._exists():
            found.close()
            raise ArchiveError(f"there is no night {night.name}", where=str(night), hint="Begin it: outright watch.")
        return found

    def close(self) -> None:
        """Leave the database; what was kept stays kept."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @contextlib.contextmanager
    def writing(self, *, new: bool = False) -> Iterator[None]:
        """One transaction, on the server's disk when it is left; other writers wait for its end."""
        import psycopg

        try:
            with contextlib.ExitStack() as stack:
                self._ask(lambda db: stack.enter_context(db.transaction()))
                self._within = True
                if not new:
                    self._connection().execute("LOCK TABLE night IN SHARE ROW EXCLUSIVE MODE")
                yield
        except psycopg.IntegrityError:
            raise
        except psycopg.Error as error:
            raise self._refused(error) from error
        finally:
            self._within = False

    def _refused(self, error: psycopg.Error) -> ArchiveError:
        """What became of an error: what may pass is `NotStored`. A connection is never used again after one."""
        import psycopg

        self.close()
        passes = (psycopg.OperationalError, psycopg.InterfaceError)
        if isinstance(error, passes) or getattr(error, "sqlstate", None) == "25006":  # read only: it is a standby
            return no_answer(self.night, error)
        return ArchiveError(f"The database refused {self.name} ({_line(self.night, error)})", where=self.where)

    def run(self, statement: str, given: tuple[object, ...] = ()) -> None:
        """A statement within `writing`."""
        self._connection().execute(_asked(statement), given)

    def rows(self, query: str, given: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """What a question finds; asked once more where a connection had been cut since it was last used."""
        import psycopg

        try:
            found = self._ask(lambda db: db.execute(_asked(query), given).fetchall())
        except psycopg.Error as error:
            raise self._refused(error) from error
        yield from found

    def _ask(self, question: Callable[[psycopg.Connection[Any]], _T]) -> _T:
        """The answer; asked once more where the connection had been cut since it was last used."""
        import psycopg

        kept = self._db is not None and not self._within
        try:
            return question(self._connection())
        except (psycopg.OperationalError, psycopg.InterfaceError):
            if not kept or (self._db is not None and not self._db.closed):
                raise
            self.close()
            return question(self._connection())

    def tables(self) -> frozenset[str]:
        """The night's tables."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = ?"
        return frozenset(str(name) for (name,) in self.rows(query, (self.night.id,)))

    def guard(self, tables: tuple[str, ...]) -> None:
        """See to it, within `writing`, that the rows of these new tables stay as they are."""
        for table in tables:
            self.run(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
            )

    def _exists(self) -> bool:
        query = "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'night'"
        return any(True for _ in self.rows(query, (self.night.id,)))

    def _keeps_its_word(self) -> None:
        for setting, must in _MUST.items():
            value = next(self.rows(f"SHOW {setting}"))[0]
            if value != must:
                raise ArchiveError(
                    f"The database would forget what it acknowledged: its {setting} is {value}", where=self.where,
                    hint=f"Set {setting} = {must} on the server.",
                )  # fmt: skip

    def _connection(self) -> psycopg.Connection[Any]:
        if self._db is None or self._db.closed:
            self._db = connect(self.night)
        return self._db


def no_answer(night: ServedNight, error: Exception) -> NotStored:
    """That the night's database does not answer, in words, whoever asked."""
    return NotStored(
        f"The database of {night.name} does not answer ({_line(night, error)}); what is stored stands",
        where=str(night), hint="See to the database; it is tried again.",
    )  # fmt: skip


def begun(night: ServedNight) -> bool:
    """Whether the database holds this night."""
    home = Served(night)
    with contextlib.closing(home):
        return home._exists()


def connect(night: ServedNight, patience: float | None = None) -> psycopg.Connection[Any]:
    """A connection to the night's database, in the night's own schema; every answer has `PATIENCE` seconds.

    ``patience``: other seconds; 0 waits for ever, as one must who only listens.
    """
    patience = PATIENCE if patience is None else patience
    patient = _patient(_psycopg(), patience)
    options = (
        f"-c search_path={_quoted(night.id)} -c synchronous_commit=on -c lock_timeout=10s "
        "-c idle_in_transaction_session_timeout=4s -c client_encoding=UTF8 -c timezone=UTC"
    )
    found: psycopg.Connection[Any] = patient.connect(
        night.url, autocommit=True, options=options, application_name="outright",
        connect_timeout=int(min(5, max(2, patience or PATIENCE))), keepalives_idle=5, keepalives_interval=2,
        keepalives_count=3, tcp_user_timeout=int((patience or PATIENCE) * 1000),
    )  # fmt: skip
    return found


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise ConfigError("PostgreSQL needs psycopg", hint="pip install 'outright[postgres]'.") from error
    return psycopg


def _patient(psycopg: Any, patience: float) -> Any:
    """The library's connection, which waits for an answer for so long and no longer."""
    if not patience:
        return psycopg.Connection

    class Patient(psycopg.Connection):  # type: ignore[misc]
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, patience if timeout is None else timeout)
            except psycopg.errors._WaitTimeout as error:
                self.close()  # the answer may still come, to a question that nobody remembers
                raise psycopg.OperationalError(f"no answer for {patience:g} seconds") from error

    return Patient


def _asked(query: str) -> str:
    """A question as the library writes it."""
    return query.replace("%", "%%").replace("?", "%s")


def _quoted(name: str) -> str:
    return f'"{name}"'  # a night's name has neither quotes nor spaces


def _line(night: ServedNight, error: Exception) -> str:
    """What the library says, in one line; it may quote an address that it cannot read, password and all."""
    words = " ".join(str(error).split()) or type(error).__name__
    secret = urlsplit(night.url).password
    return words.replace(secret, "…") if secret else words
