"""A desk on a night's own file: two people at once, two processes at once, and a record that verifies."""

import datetime as dt
import json
import sqlite3
import subprocess
import sys
import threading

import pytest

from desk_live import CONTEST, PEOPLE, begun, comes, engine, token_for
from outright.archive import Archive
from outright.bulletin import encode
from outright.cli.main import run
from outright.count import NoticeKind
from outright.desk.tokens import Scope, file_of, known, load, make
from outright.errors import UsageError
from outright.night.desk_door import act, desk_action, put, standing
from outright.night.replay import bulletin_at, verify
from outright.terms import VerdictCode
from releases import RELEASES

NAMES = {"code": VerdictCode.WON_CERTAIN, "candidates": ("ann-ames",)}


@pytest.fixture
def store(tmp_path):
    return begun(tmp_path)


def now():
    return dt.datetime.now(dt.UTC)


def does(store, kind, by, text="because", **word) -> str:
    """Put it into the night, and why it had no effect."""
    _, done = act(store, desk_action(kind, CONTEST, by, text, now(), via="terminal", **word), CONTEST)
    assert done is not None
    return done.refused


def proposed(store, by="J. Rivera") -> tuple[int, str]:
    evidence = standing(store).bulletin.contest(CONTEST).evidence
    assert does(store, NoticeKind.PROPOSE, by, evidence=evidence, **NAMES) == ""
    return standing(store).record(CONTEST).desk.proposal.number, evidence


def test_a_call_is_decided_where_it_stands_in_the_chain_and_the_night_verifies(store):
    number, evidence = proposed(store)
    assert does(store, NoticeKind.APPROVE, "T. Okafor", about=number, evidence=evidence) == ""
    called = bulletin_at(store)
    assert called.contest(CONTEST).verdict.code is VerdictCode.WON_CERTAIN
    assert does(store, NoticeKind.RETRACT, "M. Chen", "Adams read a file twice.") == ""
    found = verify(store)
    assert (found.problem, found.publications, found.bulletins) == (None, 4, 4)
    assert encode(bulletin_at(store, "3")) == encode(called)
    assert bulletin_at(store).contest(CONTEST).verdict.code is VerdictCode.TOO_EARLY


def test_the_same_approval_sent_again_is_refused(store):
    number, evidence = proposed(store)
    item = desk_action(
        NoticeKind.APPROVE, CONTEST, "T. Okafor", "Approved.", now(), via="terminal", about=number, evidence=evidence
    )  # fmt: skip
    assert act(store, item, CONTEST)[1].refused == ""
    does(store, NoticeKind.RETRACT, "M. Chen")
    assert "was approved" in act(store, item, CONTEST)[1].refused
    assert standing(store).record(CONTEST).desk.standing is None


def test_two_approvers_at_once_make_one_call(store):
    number, evidence = proposed(store)
    answers = {}
    with engine(store):
        gate = threading.Barrier(2)

        def approve(by):
            gate.wait()
            answers[by] = does(store, NoticeKind.APPROVE, by, about=number, evidence=evidence)

        threads = [threading.Thread(target=approve, args=(by,)) for by in PEOPLE[1:]]
        for t in threads:
            t.start()
        for t in threads:
            t.join(30)
    assert sorted(bool(why) for why in answers.values()) == [False, True]
    desk = standing(store).record(CONTEST).desk
    assert len(desk.calls) == 1
    assert verify(store).problem is None


def test_an_approval_races_a_new_count_and_never_signs_what_was_not_seen(store):
    for votes in ((690, 210), (680, 215), (670, 220)):
        with engine(store):
            number, evidence = proposed(store)
            gate = threading.Barrier(2)
            news = threading.Thread(target=lambda g=gate, v=votes: (g.wait(), comes(store, *v)))
            news.start()
            gate.wait()
            refused = does(store, NoticeKind.APPROVE, "T. Okafor", about=number, evidence=evidence)
            news.join(30)
            put(store, desk_action(NoticeKind.POST, CONTEST, "M. Chen", "x", now(), via="terminal"))
            desk = standing(store).record(CONTEST).desk
            if refused:
                assert desk.standing is None
            else:
                assert desk.calls[-1].approval.evidence == evidence
                does(store, NoticeKind.RETRACT, "M. Chen")
    assert verify(store).problem is None


def test_without_an_engine_an_action_waits_for_one_that_has_the_night(store):
    from outright.night.lock import only_engine

    with only_engine(store):  # somebody has the night, and takes nothing in
        item = desk_action(NoticeKind.POST, CONTEST, "M. Chen", "Late.", now(), via="terminal")
        seq, done = act(store, item, CONTEST, patience=0.1)
    assert done is None
    with Archive.open(store) as archive:
        assert archive.last_seq() == seq
    comes(store, 705, 200)
    with engine(store):
        does(store, NoticeKind.POST, "M. Chen", "Later.")
    assert [n.text for n in bulletin_at(store).contest(CONTEST).desk_notes] == ["Late.", "Later."]


@pytest.mark.parametrize("table", ["publication", "reading", "desk"])
def test_an_altered_action_or_record_is_found(store, table):
    number, evidence = proposed(store)
    does(store, NoticeKind.APPROVE, "T. Okafor", about=number, evidence=evidence)
    db = sqlite3.connect(store)
    db.execute(f"DROP TRIGGER {table}_no_delete")
    db.execute(f"DELETE FROM {table} WHERE seq = (SELECT max(seq) FROM {table})")
    db.commit()
    db.close()
    assert verify(store).problem is not None


def test_the_record_only_grows(store):
    proposed(store)
    db = sqlite3.connect(store)
    for what in ("UPDATE desk SET data = x''", "DELETE FROM desk"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            db.execute(what)
    db.close()


def test_a_night_of_before_there_was_a_desk_gets_its_record_with_the_first_action(tmp_path):
    (old,) = (r for r in RELEASES if r.name == "5-context")
    path = old.unpacked(tmp_path)
    seq, told = put(path, desk_action(NoticeKind.POST, "us-house-6", "M. Chen", "Late.", now(), via="terminal"))
    assert (seq, told) == (old.publications + 1, True)
    with Archive.open(path) as archive:
        assert archive.desk_rows() == (seq,)
    assert verify(path).problem is None


def typed(capsys, *args: str) -> tuple[int, str, str]:
    code = run(args)
    out, err = capsys.readouterr()
    return code, out, err


def test_a_call_as_typed(store, capsys):
    db = ("--db", str(store))
    code, out, _ = typed(capsys, "call", "list", *db)
    assert code == 0
    assert "may call   won_certain (Ames), carried by the count and the rule" in out
    evidence = json.loads(typed(capsys, "call", "list", "--json", *db)[1])["evidence"]
    code, out, _ = typed(capsys, "call", "propose", "gov", "--by", "j. rivera", "--reason", "All in.", *db)
    assert (code, "Nothing is published yet" in out) == (0, True)
    code, _, err = typed(capsys, "call", "approve", "--by", "J. Rivera", "--evidence", evidence[:12], *db)
    assert (code, "cannot be its second person" in err) == (9, True)
    code, _, err = typed(capsys, "call", "approve", "--by", "T. Okafor", "--evidence", "0123456789", *db)
    assert (code, "look again" in err) == (9, True)
    code, _, err = typed(capsys, "call", "approve", "--by", "T. Okafor", "--evidence", "abc", *db)
    assert code == 2
    code, out, _ = typed(capsys, "call", "approve", "--by", "T. Okafor", "--evidence", evidence[:12], "--json", *db)
    said = json.loads(out)
    assert (code, said["verdict"]["code"], said["verdict"]["by"]) == (0, "won_certain", "desk")
    assert [c["proposedBy"] for c in said["calls"]] == ["J. Rivera"]
    code, out, _ = typed(capsys, "call", "retract", "--by", "M. Chen", "--reason", "Read twice.", *db)
    assert (code, out.startswith("Call withdrawn")) == (0, True)
    assert "Read twice." in typed(capsys, "call", "show", *db)[1]
    code, _, err = typed(capsys, "call", "retract", "--by", "M. Chen", "--reason", "Again.", *db)
    assert (code, "Nothing is called here" in err) == (9, True)
    assert typed(capsys, "call", "note", "governor", "Adams is late.", "--by", "M. Chen", "--until", "2030-01-01T00:00",
                 *db)[0] == 0  # fmt: skip
    assert "From the desk: Adams is late. (M. Chen)" in typed(capsys, "show", *db)[1]
    assert typed(capsys, "verify", str(store))[0] == 0


def test_a_stranger_at_the_terminal_is_refused(store, capsys):
    code, _, err = typed(capsys, "call", "propose", "--by", "A. Stranger", "--db", str(store))
    assert (code, "not on the desk's list" in err) == (9, True)
    assert typed(capsys, "call", "propose", "--db", str(store))[0] == 2


def test_an_action_that_nobody_would_understand_is_not_put_into_the_night(store):
    half = desk_action(NoticeKind.APPROVE, CONTEST, "T. Okafor", "Approved.", now(), via="terminal", about=2)
    with pytest.raises(UsageError, match="says what was seen"):
        act(store, half, CONTEST)
    with Archive.open(store) as archive:
        assert archive.last_seq() == 1


def test_once_there_are_tokens_nobody_acts_without_one(store, capsys, monkeypatch):
    db = ("--db", str(store))
    code, token, err = typed(capsys, "call", "token", "--for", "j. rivera", "--scope", "note", *db)
    assert (code, "not shown again" in err) == (0, True)
    text = token.strip()
    assert text not in err
    post = ("call", "note", "governor", "Adams is late.", *db)
    assert typed(capsys, *post, "--by", "J. Rivera")[0] == 9
    monkeypatch.setenv("OUTRIGHT_DESK_TOKEN", text + "x")
    code, out, err = typed(capsys, *post)
    assert (code, text in out + err) == (9, False)
    monkeypatch.setenv("OUTRIGHT_DESK_TOKEN", text)
    assert typed(capsys, *post, "--by", "T. Okafor")[0] == 9
    assert typed(capsys, *post)[0] == 0
    assert bulletin_at(store).contest(CONTEST).desk_notes[0].by == "J. Rivera"
    assert typed(capsys, "call", "retract", "--reason", "x", *db)[0] == 9
    code, listed, _ = typed(capsys, "call", "token", "--list", *db)
    assert (text in listed, "J. Rivera  note" in listed) == (False, True)
    assert typed(capsys, "call", "token", "--revoke", listed.split()[0], *db)[0] == 0
    assert typed(capsys, *post)[0] == 9
    assert text.encode() not in store.read_bytes() + file_of(store).read_bytes()
    assert typed(capsys, "call", "token", "--for", "A. Stranger", *db)[0] == 2


def test_two_processes_may_act_at_once_without_an_engine(store):
    number, evidence = proposed(store)
    command = [sys.executable, "-m", "outright.cli.main", "call", "approve", "--db", str(store), "--evidence", evidence,
               "--proposal", str(number), "--by"]  # fmt: skip
    both = [subprocess.Popen([*command, by], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for by in PEOPLE[1:]]
    codes = [p.wait(60) for p in both]
    for p in both:
        p.communicate()
    assert sorted(codes) == [0, 9]
    assert len(standing(store).record(CONTEST).desk.calls) == 1
    assert verify(store).problem is None


def test_a_token_is_kept_as_a_hash_and_known_by_nothing_else(store):
    text = token_for(store, "J. Rivera", "approve")
    (kept,) = load(store)
    assert known([kept], text, now()) == kept
    assert known([kept], text, kept.until) is None
    for wrong in (
        "",
        "owd",
        text[:-1],
        text.replace("owd", "owe"),
        f"owd_{kept.id}_",
        kept.hash,
        "ü" * 30,
        "owd_\udcff_x",
    ):
        assert known([kept], wrong, now()) is None
    assert kept.scopes == (Scope.APPROVE,)
    with pytest.raises(ValueError, match="chance"):
        make("J. Rivera", [Scope.NOTE], chance=b"short", at=now(), until=now())


def test_with_tokens_nobody_releases_a_file_or_leaves_a_notice_without_one(store, capsys):
    token_for(store, "J. Rivera", "propose")
    config = store.with_name("night.toml")
    config.write_text(
        '[night]\nid = "zz-2025"\nname = "Special"\ntimezone = "America/New_York"\ndate = 2025-05-20\n'
        '[[source]]\nid = "zz"\nkind = "openelections"\n[[contest]]\nid = "governor"\n'
    )
    by = ("--by", "J. Rivera", "--config", str(config))
    code, _, err = typed(capsys, "hold", "release", "2", "--reason", "Checked.", *by)
    assert (code, "works with tokens" in err) == (9, True)
    code, _, err = typed(capsys, "note", "--kind", "outage", "--text", "Down.", *by)
    assert (code, "works with tokens" in err) == (9, True)
