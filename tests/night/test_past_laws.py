"""Laws of a night's past, on nights that anything may happen in: what it says is what the bulletins said."""

import tempfile
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from outright.archive import Archive
from outright.bulletin import decode
from outright.count import NoticeKind
from outright.night.past import walk
from outright.night.past_cells import WHOLE, past_of
from outright.night.past_diff import diff_of
from outright.night.past_log import log_of
from outright.night.plan import plan_of
from outright.night.replay import verify
from outright.terms import VoteMethod
from past_nights import EVERYTHING, MadeNight, with_bytes

KEYS = ("georgia/cobb", "georgia/fulton", "cobb-site", "georgia")
files = st.tuples(st.sampled_from(KEYS), st.integers(0, 3), st.integers(0, 9), st.sampled_from((0, 0, 0, -30, 400)))
rounds = st.one_of(
    st.lists(files, min_size=1, max_size=3),
    st.tuples(st.sampled_from((NoticeKind.RELEASE, NoticeKind.REJECT)), st.integers(0, 2)),
    st.just("again"), st.just("broken"),
)  # fmt: skip


def played(path, steps, *, checks):
    """A night of these rounds: files, decisions about what waits, the last file once more, a page instead of a file."""
    night = MadeNight(path, msgspec.structs.replace(EVERYTHING, checks=checks))
    last = night.file("georgia/cobb", 1)
    night.comes(last)
    for step in steps:
        if step == "again":
            night.file("georgia/cobb", 1)
            night.comes(type(last)(last.source, last.kind, last.name, last.body, night.at))
        elif step == "broken":
            night.comes(with_bytes(night.file("georgia/fulton", 1), b"<html>503</html>"))
        elif isinstance(step, tuple):
            waiting = [h.arrival.seq for h in night.live.folded.state.held()]
            about = waiting[step[1] % len(waiting)] if waiting else 1
            night.comes(night.said(step[0], "Seen.", "T. Okafor", about=about))
        else:
            items = [night.file(key, precincts, more, clock=clock) for key, precincts, more, clock in step]
            last = items[-1]
            night.comes(*items)
    return night.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(rounds, min_size=1, max_size=9), st.booleans())
def test_whatever_happens_the_past_is_what_the_bulletins_said(steps, checks):
    with tempfile.TemporaryDirectory() as folder:
        path = played(Path(folder) / "night.owr", steps, checks=checks)
        with Archive.open(path) as archive:
            plan = plan_of(archive)
            told = {seq: decode(body).contests[0] for seq, body in archive.bulletins()}
            the_log_adds_up(archive, plan, told)
            histories_end_on_the_bulletin(archive, plan, told)
            diffs_lead_to_the_last(archive, plan, told)
        assert verify(path).problem is None


def the_log_adds_up(archive, plan, told):
    counted, lines = 0, list(log_of(archive, plan))
    assert len(lines) == archive.last_seq()
    for line in lines:
        counted += sum(c.added for c in line.counted)
        if line.seq in told:
            assert counted == (told[line.seq].votes or 0)
    waiting = [w for s in decode(archive.bulletin(archive.newest() or 0)).night.sources for w in s.waiting]
    assert {lines[seq - 1].outcome for seq in waiting} <= {"held"}


def histories_end_on_the_bulletin(archive, plan, told):
    last = max(told)
    for seq in {last, sorted(told)[len(told) // 2]}:
        past = past_of(archive, plan, plan.contests[0], seq)
        for unit, votes in [(WHOLE, told[seq].votes), *((u.id, u.votes) for u in told[seq].units)]:
            if unit != WHOLE and unit not in {p.id for p in past.places}:
                assert votes is None
                continue
            shown = [v for v in past.values(unit, VoteMethod.TOTAL, "") if v.fate == "shown"]
            assert (shown[-1].votes if shown else None) == votes, (seq, unit)
            assert all(v.bulletin in told for v in shown)


def diffs_lead_to_the_last(archive, plan, told):
    cells, before = {}, 0
    for seq in told:
        (contest,) = diff_of(archive, plan, before, seq)[0].contests
        for c in contest.cells:
            key = (c.unit, c.method, c.candidate)
            assert cells.pop(key, None) == c.old
            if c.new is not None:
                cells[key] = c.new
        before = seq
    (whole,) = diff_of(archive, plan, 0, before)[0].contests
    assert cells == {(c.unit, c.method, c.candidate): c.new for c in whole.cells}
    for passed in walk(archive, plan):
        assert passed.taken is not None
