"""A night's projections side by side: the same bytes from whoever works them out, and nobody waited for."""

import pytest

from outright.errors import ConfigError, UsageError
from outright.night import modelled, sent, spread
from outright.night.projector import Question
from outright.night.replay import verify
from outright.night.spread import Spread, spread_over
from outright.night.workers import Reply
from workers_made import Made, play


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def test_the_night_has_projections_of_every_contest(alone):
    assert all(body.count(b'"projection":{') == 6 for body in alone)


def test_workers_say_the_same_to_the_byte_and_the_night_verifies_without_them(alone, tmp_path):
    workers, told = Made(), []
    project = Spread(workers, tell=told.append)
    assert play(tmp_path / "n.owr", project) == alone
    assert (project.tally.there, project.tally.here, told) == (18, 0, [])
    assert verify(tmp_path / "n.owr").problem is None


def test_a_ground_is_sent_once_and_a_count_every_time(tmp_path):
    workers = Made(1)
    project = Spread(workers)
    play(tmp_path / "n.owr", project)
    by_contest = {}
    for _, task in workers.sent:
        by_contest.setdefault(task.contest, []).append(task.ground is not None)
    assert set(map(tuple, by_contest.values())) == {(True, False, False)}
    assert project.tally.grounds == 6
    assert project.tally.sent == sum(task.size for _, task in workers.sent)


def test_a_worker_that_lacks_a_ground_is_sent_it(alone, tmp_path, monkeypatch):
    workers = Made(1)
    project = Spread(workers)

    def forgets(task):
        reply = workers.rightly(task)
        monkeypatch.setattr(sent, "_KEPT", sent._Kept())
        return reply

    workers.does = forgets
    assert play(tmp_path / "n.owr", project) == alone
    assert (project.tally.there, project.tally.grounds) == (18, 18)


def test_grounds_least_used_go_first(monkeypatch):
    laid = []
    monkeypatch.setattr(sent, "laid", lambda *parts: laid.append(parts) or parts)
    monkeypatch.setattr(sent, "MOST_KEPT", 1500)
    kept = sent._Kept()
    for name in "abc":
        kept.put(name, sent._packed((name * 600,)))
        kept.get("a")
    assert [kept.get(name) is not None for name in "abc"] == [True, False, True]


@pytest.mark.parametrize("answer", [b"", b"no pickle", b"\x80\x05."])
def test_an_answer_that_is_none_is_worked_out_here(alone, tmp_path, answer):
    told = []
    project = Spread(Made(2, lambda task: Reply(answer)), tell=told.append)
    assert play(tmp_path / "n.owr", project) == alone
    assert len(told) == 1
    assert told[0].startswith("A worker's answer cannot be read (")


def test_a_worker_that_fails_is_told_of_once_and_its_contests_are_projected_here(alone, tmp_path):
    told = []
    project = Spread(Made(2, lambda task: Reply(trouble="MemoryError")), tell=told.append)
    assert play(tmp_path / "n.owr", project) == alone
    assert told == ["A worker failed (MemoryError); such contests are projected here."]
    assert project.tally.failed + project.tally.here == 18


def test_a_worker_that_never_answers_is_late_once_and_holds_nothing_up(alone, tmp_path):
    told, workers = [], Made(2, lambda task: None)
    project = Spread(workers, deadline=5, tell=told.append, clock=Clock())
    assert play(tmp_path / "n.owr", project) == alone
    assert sorted(told) == [
        f"No answer from worker {n} for 5 seconds; its contests are projected here." for n in (0, 1)
    ]
    assert project.tally.there == 0
    assert 0 < project.tally.late <= 8, "while a worker is set aside it is given nothing"


def test_a_worker_that_goes_in_the_middle_of_a_round_is_told_of_and_the_others_go_on(alone, tmp_path):
    told, workers = [], Made(2)
    project = Spread(workers, tell=told.append)

    def first_goes(task):
        if len(workers.sent) == 2 and len(workers.there) == 2:
            del workers.there[workers.sent[-1][0]]
            return None
        return workers.rightly(task)

    workers.does = first_goes
    assert play(tmp_path / "n.owr", project) == alone
    assert told == ["No longer there: worker 0. What they had in hand is projected by others."]
    assert project.tally.lost == 1


def test_an_answer_that_comes_too_late_is_taken_for_nothing_else(alone, tmp_path):
    kept, workers = [], Made(1)
    send = workers.send

    def late(worker, task, done):
        if len(workers.sent) < 2:
            workers.sent.append((worker, task))
            kept.append((task, done))
            return
        for old, tell in kept:
            tell(workers.rightly(old))
        kept.clear()
        send(worker, task, done)

    workers.send = late
    project = Spread(workers, deadline=5, clock=Clock(), tell=lambda _: None)
    assert play(tmp_path / "n.owr", project) == alone


def test_workers_that_break_in_our_own_hands_cost_time_alone(alone, tmp_path):
    class Broken(Made):
        def ready(self):
            raise RuntimeError("no such luck")

    told = []
    assert play(tmp_path / "n.owr", Spread(Broken(), tell=told.append)) == alone
    assert told == ["The workers cannot be used (RuntimeError: no such luck); all is projected here."]


def test_a_model_that_fails_says_the_same_wherever_it_fails(tmp_path, monkeypatch):
    def breaks(ground, counted, *, rng):
        raise ArithmeticError("no such luck")

    monkeypatch.setattr(modelled, "project", breaks)
    here = play(tmp_path / "a.owr")
    project = Spread(Made(2, lambda task: Reply(trouble="ArithmeticError")), tell=lambda _: None)
    assert play(tmp_path / "b.owr", project) == here
    assert b"No projection: the model failed (ArithmeticError)" in here[-1]


def test_one_contest_is_not_worth_a_worker(tmp_path):
    workers = Made()
    project = Spread(workers)
    given = []

    class Noting:
        def ahead(self, asked):
            given.extend(asked)
            project.ahead(asked[:1])

        def __call__(self, live, *, seed):
            return project(live, seed=seed)

    play(tmp_path / "n.owr", Noting(), rounds=(2,))
    assert len(given) == 6
    assert isinstance(given[0], Question)
    assert workers.sent == []


def test_what_became_of_the_contests_is_counted():
    tally = spread.Tally(there=1200, here=7, late=2, sent=10, got=20)
    assert tally.text() == "1,200 projections by workers, 7 beside them here; of the workers 2 late."
    assert spread.Tally().text() == ""
    measures = {name: had() for name, _, had in tally.measures()}
    assert measures["outright_projections_there"] == 1200
    tally.there += 1
    assert {name: had() for name, _, had in tally.measures()}["outright_projections_there"] == 1201


@pytest.mark.parametrize(
    "change, words",
    [
        ({"outright": "0.0.9"}, "it has Outright 0.0.9, and this process "),
        ({"python": "3.9"}, "it has Python 3.9, and this process "),
        ({"numpy": "1.0"}, "it has numpy 1.0, and this process "),
        ({"model": "x"}, "its files of Outright are not the same, though the version is"),
        ({"arithmetic": "x"}, "its arithmetic gives other figures"),
        ({}, ""),
    ],
)
def test_a_process_of_another_making_is_told_by_what_differs(change, words):
    assert sent.differs({**sent.making(), **change}).startswith(words)
    assert bool(words) is bool(sent.differs({**sent.making(), **change}))


@pytest.mark.parametrize(
    "engine", ["cloud", "dask:127.0.0.1:8786", "dask://", "dask://here", "dask://here:0x1", "Local"]
)
def test_an_engine_that_there_is_not_is_one_line(engine):
    with pytest.raises(UsageError) as caught, spread_over(engine):
        pass
    assert caught.value.line() == f"No engine {engine!r}. It is local or dask://HOST:PORT."


def test_dask_that_is_not_installed_is_one_line(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr("outright.night.cluster.import_module", absent)
    with pytest.raises(ConfigError, match="Dask is not installed"), spread_over("dask://127.0.0.1:1"):
        pass


def test_this_process_alone_needs_no_workers():
    with spread_over("local", workers=1) as found:
        assert found is None
