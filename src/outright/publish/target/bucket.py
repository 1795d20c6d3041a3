"""The tree in a bucket of object storage, for a CDN or the bucket's own address to serve.

An object appears whole or not at all. What never changes is created once; what moves is replaced only on the
condition that it is still the version this publisher knows, so that two of them cannot undo each other's work.
Objects are stored plain, because storage answers everybody with the same bytes and not every reader unpacks; a CDN
compresses on its way out. Where there is none, ``packed`` stores text in gzip and says so in its headers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from outright.publish.headers import compresses
from outright.publish.target import lease as leases
from outright.publish.target.bucket_words import CONFLICT, said, status_of
from outright.publish.target.errors import AnotherPublisher, TargetError
from outright.publish.target.place import OWN, Done, File, Mark, Outcome, inside
from outright.publish.target.siblings import gzipped

if TYPE_CHECKING:
    from obstore import PutMode
    from obstore.store import ObjectStore

_AT_ONCE = 8
_WAITS = (0.2, 1.0)
"""Seconds before a put that had no answer is tried again; the client itself does so only for questions."""
_LEASE, _NOTES = f"{OWN}/publisher.json", f"{OWN}/manifest.json"
_PRIVATE = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Bucket:
    """A bucket, or a prefix of one, as a `Target`. ``store`` is an obstore store over it.

    ``cached`` false sends no Cache-Control: for a CDN with rules of its own.
    """

    def __init__(
        self, store: ObjectStore, bucket: str, where: str, *, cached: bool = True, packed: bool = False,
        now: Callable[[], dt.datetime] = _utc, pause: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.where, self._pause = where, pause
        self._store, self._bucket, self._now = store, bucket, now
        self._cached, self._packed = cached, packed
        self._ours: dict[str, str] = {}
        self._unsure: dict[str, set[str]] = {}
        self._held: leases.Lease | None = None
        self._tag = ""
        self._notes_tag: str | None = None

    def open(self) -> bytes | None:
        """Put our name in the bucket, unless somebody else's stands there, and return the last one's notes."""
        self._ours.clear()
        self._unsure.clear()
        there = self._get(_LEASE)
        if there is not None:
            leases.refuse_while_held(there[0], self.where, self._now())
        self._held = leases.lease(uuid.uuid4().hex, self._now())
        self._tag = self._hold(self._held, there[1] if there else None)
        notes = self._get(_NOTES)
        self._notes_tag = notes[1] if notes else None
        return notes[0] if notes else None

    def holds(self, path: str) -> bool:  # noqa: ARG002 (asking would cost a request a file)
        """What was published is believed to be there."""
        return True

    def put(self, file: File, mark: Mark | None) -> tuple[Outcome, Mark]:
        """Put the file, unless it is there already: created if it is new, replaced if it is the version we know."""
        self.stay()
        return self._put(file, mark)

    def put_all(self, files: Iterable[File]) -> Iterator[Done]:
        """Put files that do not point to each other, several at once."""
        self.stay()
        waiting = list(files)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            jobs = [(file, pool.submit(self._put, file, None)) for file in waiting]
            failed: BaseException | None = None
            for file, job in jobs:
                failure = job.exception()
                failed = failed or failure
                if failure is None:
                    yield file, *job.result()
        if failed:
            raise failed

    def note(self, notes: bytes) -> None:
        """Keep the notes, on the condition that they are still ours."""
        self._notes_tag = self._conditional(_NOTES, notes, _PRIVATE, self._notes_tag)

    def stay(self) -> None:
        """Renew our hold when a third of it is over; `AnotherPublisher` when it is lost."""
        if self._held is None:
            raise TargetError("The place was not opened", where=self.where)
        now = self._now()
        if now < self._held.until - leases.HOLDS + leases.RENEWED_AFTER:
            return
        renewed = leases.lease(self._held.id, now)
        self._tag = self._hold(renewed, self._tag)
        self._held = renewed

    def close(self) -> None:
        """Take our name out of the bucket."""
        if self._held is None:
            return
        held, self._held = self._held, None
        self._hold(leases.released(held, self._now()), self._tag)

    def _hold(self, held: leases.Lease, tag: str | None) -> str:
        return self._conditional(_LEASE, leases.encode(held), _PRIVATE, tag)

    def _conditional(self, key: str, body: bytes, headers: dict[str, str], tag: str | None) -> str:
        """Put an object of the publisher's own; `AnotherPublisher` where somebody else has put it meanwhile."""
        done = self._try(key, body, headers, tag)
        if done is not None:
            return done
        there = self._get(key)
        if there is not None and there[0] == body:  # ours: the answer to our put was lost
            return there[1]
        raise self._another(key)

    def _put(self, file: File, mark: Mark | None) -> tuple[Outcome, Mark]:
        key = inside(file.path)
        body, headers = self._as_stored(file)
        sha = _sha(body, headers)
        if mark is not None and mark.sha == sha:
            return Outcome.UNCHANGED, mark
        self._unsure.setdefault(key, set()).add(_sha(body, {}))
        done = self._try(key, body, headers, self._ours.get(key) or (mark.tag if mark else None))
        outcome = Outcome.WRITTEN
        if done is None:
            outcome, done = self._settled(file, key, body, headers)
        self._ours[key] = done
        del self._unsure[key]
        return outcome, Mark(sha, done)

    def _settled(self, file: File, key: str, body: bytes, headers: dict[str, str]) -> tuple[Outcome, str]:
        """What to do where another version lies there than the one we know."""
        there = self._get(key, headers)
        if there is not None and there[0] == body and (there[2] or file.immutable):
            return Outcome.UNCHANGED, there[1]
        if there is not None and file.immutable:
            return Outcome.KEPT, there[1]
        if key in self._ours and there is not None and _sha(there[0], {}) not in self._unsure[key]:
            raise self._another(key)
        # What a killed publisher left, or what we put ourselves without hearing that it arrived.
        done = self._try(key, body, headers, there[1] if there else None)
        if done is None:
            raise self._another(key)
        return Outcome.WRITTEN, done

    def _another(self, key: str) -> AnotherPublisher:
        return AnotherPublisher(
            "Another publisher has written there since", where=f"{self.where} {key}",
            hint="Stop one of the two; what the other has written was left alone.",
        )  # fmt: skip

    def _as_stored(self, file: File) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": file.kind}
        if self._cached:
            headers["Cache-Control"] = file.cache
        if self._packed and compresses(file.path):
            return gzipped(file.body), {**headers, "Content-Encoding": "gzip"}
        return file.body, headers

    def _try(self, key: str, body: bytes, headers: dict[str, str], tag: str | None) -> str | None:
        """Put an object if it is not there, or if it is the version ``tag``: its new version; None where it is not."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

        mode: PutMode = {"e_tag": tag} if tag else "create"
        for wait in (*_WAITS, None):
            try:
                return obstore.put(self._store, key, body, attributes=dict(headers), mode=mode)["e_tag"] or ""
            except (AlreadyExistsError, PreconditionError):
                return None
            except (BaseError, OSError) as error:
                if status_of(error) == CONFLICT:
                    return None
                if wait is None or status_of(error) is not None:
                    raise said(error, self._bucket, self.where, key) from error
            self._pause(wait)
        return None

    def _get(self, key: str, headers: dict[str, str] | None = None) -> tuple[bytes, str, bool] | None:
        """An object's bytes, its version, and whether it goes out with these headers; None where there is none."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            found = obstore.get(self._store, key)
            body = bytes(found.bytes())
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise said(error, self._bucket, self.where, key) from error
            return None
        except (BaseError, OSError) as error:
            raise said(error, self._bucket, self.where, key) from error
        sent: dict[Any, Any] = dict(found.attributes)
        same = all(sent.get(name) == value for name, value in (headers or {}).items())
        return body, found.meta["e_tag"] or "", same


def _sha(body: bytes, headers: dict[str, str]) -> str:
    """What stands for an object in the notes: its bytes and what it goes out with."""
    said_with = "\n".join(f"{name}: {value}" for name, value in sorted(headers.items()))
    return hashlib.sha256(said_with.encode() + b"\n\n" + body).hexdigest()[:20]
