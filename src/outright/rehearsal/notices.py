"""What an office says of ballots that no file shows yet. Invented, but never less than what will come."""

from __future__ import annotations

import datetime as dt
from random import Random

from outright.rehearsal.plan import Notice, Office, OnHand
from outright.terms import VoteMethod

_REJECTED = 0.12  # at most this share more provisional ballots are held than will be counted


def provisional_held(office: Office, rng: Random) -> int:
    """Provisional ballots the office holds on the night: those that will count and a few that will not."""
    counted = provisional_counted(office)
    return counted + rng.randint(1, max(1, round(counted * _REJECTED)))


def provisional_counted(office: Office) -> int:
    """Provisional votes in the final totals."""
    return sum(office.counted(office.cells(VoteMethod.PROVISIONAL)))


def overseas_awaited(office: Office) -> int:
    """Military and overseas ballots sent out that may still arrive in time; none of them does."""
    return max(2, (office.registered or 0) // 20_000)


def still_held(office: Office, at: dt.datetime, mail: int, provisional: int) -> Notice:
    """The office says what it holds beyond the precincts."""
    text = (
        f"{office.name} County: {mail:,} mail ballots and {provisional:,} provisional ballots are still to be "
        f"counted beyond what the precincts bring, and up to {overseas_awaited(office):,} overseas ballots may arrive."
    )
    held = (
        OnHand(VoteMethod.ABSENTEE_MAIL, mail),
        OnHand(VoteMethod.PROVISIONAL, provisional),
        OnHand(VoteMethod.UOCAVA, overseas_awaited(office)),
    )
    return Notice(at, office.id, held, complete=False, text=text)


def complete(office: Office, at: dt.datetime, provisional: int | None) -> Notice:
    """The office says that its count is complete; ``provisional`` ballots were held, if it knows of any."""
    place = office.name if office.is_state else f"{office.name} County"
    if provisional is None:
        return Notice(at, office.id, (), complete=True, text=f"{place}: the count is complete.")
    text = (
        f"{place}: the count is complete; {provisional_counted(office):,} of {provisional:,} provisional "
        "ballots were accepted and are in the results."
    )
    nothing = (OnHand(VoteMethod.ABSENTEE_MAIL, 0), OnHand(VoteMethod.PROVISIONAL, 0))
    return Notice(at, office.id, nothing, complete=True, text=text)
