"""Real processes beside a night, on this machine and on a Dask cluster: what one costs that dies or hangs."""

import importlib.util
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from outright.night import cluster, sent
from outright.night.cluster import Cluster
from outright.night.replay import verify
from outright.night.spread import Spread, spread_over
from outright.night.workers import Cores, Task
from workers_made import play

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="dask.distributed is not installed"
)
pytestmark = pytest.mark.filterwarnings("ignore")


def until(what: Callable[[], object], seconds: float = 60) -> None:
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, "it never came about"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def cores() -> Iterator[Cores]:
    """Two processes of this machine."""
    found = Cores(2)
    until(lambda: len(found.ready()) == 2)
    yield found
    found.close()


@pytest.fixture(scope="module")
def dask() -> Iterator[str]:
    """A Dask cluster of two processes on this machine, as an engine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0") as running:
        yield running.scheduler_address.replace("tcp://", "dask://")


def test_processes_of_this_machine_say_the_same_to_the_byte(alone, tmp_path, cores):
    told = []
    project = Spread(cores, tell=told.append)
    assert play(tmp_path / "n.owr", project) == alone
    assert project.tally.there > 0
    assert told == []
    assert verify(tmp_path / "n.owr", project=project).problem is None


def test_a_process_that_is_killed_in_the_middle_of_a_round_costs_no_word(alone, tmp_path):
    told, cores = [], Cores(2)
    until(lambda: len(cores.ready()) == 2)
    project = Spread(cores, tell=told.append)
    send, seen = cores.send, []

    def and_kill(worker, task, done):
        send(worker, task, done)
        seen.append(worker)
        if len(seen) == 3:
            os.kill(cores._cores[worker].process.pid, signal.SIGKILL)

    cores.send = and_kill
    assert play(tmp_path / "n.owr", project) == alone
    assert [line.partition(":")[0] for line in told] == ["No longer there"]
    project.close()
    assert cores.ready() == {}


def test_a_process_that_hangs_holds_up_a_round_by_its_deadline_at_most(alone, tmp_path):
    told, cores = [], Cores(1)
    until(lambda: len(cores.ready()) == 1)
    os.kill(cores._cores["process 1"].process.pid, signal.SIGSTOP)
    project = Spread(cores, deadline=0.3, tell=told.append)
    assert play(tmp_path / "n.owr", project) == alone
    assert told == ["No answer from process 1 for 0.3 seconds; its contests are projected here."]
    assert project.tally.there == 0
    begun = time.monotonic()
    project.close()
    assert time.monotonic() - begun < 5, "one that hangs is ended too"


def test_a_process_that_does_not_start_is_told_of():
    told = []
    cores = Cores(1, told.append)
    cores._cores["process 1"].process.kill()
    until(lambda: told)
    assert told == ["A worker on this machine did not start (outright-process 1); the night goes on without."]
    assert cores.ready() == {}
    cores.close()


def test_a_task_that_fails_there_is_told_by_its_kind(cores):
    said, came = [], threading.Event()
    cores.send("process 1", Task("c", "k", b"no ground", b"", 1), lambda reply: (said.append(reply), came.set()))
    assert came.wait(30)
    assert said[0].trouble == "error"
    assert not said[0].lost


def test_workers_are_gone_when_the_night_is(cores):
    with spread_over("local", workers=2) as project:
        assert project is not None
        pid = project.workers._cores["process 1"].process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@needs_dask
def test_a_cluster_says_the_same_to_the_byte_and_is_sent_a_ground_once(alone, tmp_path, dask):
    told = []
    with spread_over(dask, tell=told.append) as project:
        until(lambda: len(project.workers.ready()) == 2)
        assert play(tmp_path / "n.owr", project) == alone
        assert project.tally.there > 0
        assert project.tally.grounds <= 2 * 6, "each worker is sent a ground once at most"
        assert verify(tmp_path / "n.owr", project=project).problem is None
    assert told == []


@needs_dask
def test_a_cluster_s_worker_that_is_killed_in_the_middle_of_a_round_costs_no_word(alone, tmp_path, dask):
    told = []
    with spread_over(dask, tell=told.append) as project:
        found = project.workers
        until(lambda: len(found.ready()) == 2)
        pids = found._client.run(os.getpid)
        send, seen = found.send, []

        def and_kill(worker, task, done):
            send(worker, task, done)
            seen.append(worker)
            if len(seen) == 2:
                os.kill(pids[worker], signal.SIGKILL)

        found.send = and_kill
        assert play(tmp_path / "n.owr", project) == alone
        assert len(seen) > 2
        until(lambda: len(found.ready()) == 2)  # the cluster starts another by itself
    assert all(line.startswith(("No longer there", "No answer from", "A worker could not be asked")) for line in told)


@needs_dask
def test_a_worker_of_another_making_is_refused_in_words_and_given_nothing(alone, tmp_path, dask, monkeypatch):
    told = []
    monkeypatch.setattr(sent, "making", lambda: {**REAL, "outright": "9.9"})
    with spread_over(dask, tell=told.append) as project:
        until(lambda: len(told) == 2)
        assert project.workers.ready() == {}
        assert play(tmp_path / "n.owr", project, rounds=(2,)) == alone[:1]
        assert project.tally.text() == ""
    assert all(line.startswith("The Dask worker at tcp://127.0.0.1:") for line in told)
    assert all(line.endswith(f": it has Outright {REAL['outright']}, and this process 9.9.") for line in told)


REAL = dict(sent.making())


@needs_dask
def test_a_cluster_that_does_not_answer_is_one_line_and_the_night_goes_on(alone, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "REACH", 0.3)
    monkeypatch.setattr(cluster, "_AGAIN", 0.1)
    told = []
    begun = time.monotonic()
    with spread_over("dask://127.0.0.1:1", tell=told.append) as project:
        assert time.monotonic() - begun < 5, "nobody waits for it"
        assert play(tmp_path / "n.owr", project, rounds=(2,)) == alone[:1]
        until(lambda: told)
        time.sleep(1)
    assert told == [
        "The Dask cluster at dask://127.0.0.1:1 does not answer (OSError): everything is projected here, and it is"
        " tried again."
    ]


@needs_dask
def test_a_scheduler_that_no_longer_says_who_is_there_is_not_believed_for_long(dask):
    now = [0.0]
    found = Cluster(dask, lambda _line: None, clock=lambda: now[0])
    until(lambda: len(found.ready()) == 2)
    found.close()
    now[0] += cluster._FRESH - 1
    assert len(found.ready()) == 2
    now[0] += 2
    assert found.ready() == {}


@needs_dask
def test_a_cluster_is_looked_for_before_the_night(dask, monkeypatch):
    assert cluster.found(dask) == (True, "2 workers of this making, 2 projections at a time")
    monkeypatch.setattr(cluster, "REACH", 0.3)
    is_there, words = cluster.found("dask://127.0.0.1:1")
    assert not is_there
    assert words.startswith("The Dask cluster at dask://127.0.0.1:1 does not answer")


@needs_dask
def test_a_cluster_that_comes_later_is_used_from_then_on(alone, tmp_path, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "REACH", 0.3)
    monkeypatch.setattr(cluster, "_AGAIN", 0.1)
    told = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with spread_over(f"dask://127.0.0.1:{port}", tell=told.append) as project:
        assert play(tmp_path / "a.owr", project) == alone
        assert project.tally.there == 0
        until(lambda: told)
        monkeypatch.setattr(cluster, "REACH", 5.0)
        with LocalCluster(n_workers=1, host="127.0.0.1", scheduler_port=port, dashboard_address=":0", processes=False):
            until(lambda: project.workers.ready())
            for contest in list(project._model._kept):
                del project._model._kept[contest]  # or it would answer from memory
            assert play(tmp_path / "b.owr", project) == alone
            assert project.tally.there > 0
    assert told[1] == f"The Dask cluster at dask://127.0.0.1:{port} answers again."
