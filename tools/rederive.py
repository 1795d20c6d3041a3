"""Derive a night again from its raw bytes, with none of Outright's code, and compare with what was published.

    python3 tools/rederive.py NIGHT.owr [SITE] [--head HASH]

Checks both chains of the night file, reads every body (Clarity's detail XML and officials' statements, nothing else),
adds the votes, bounds what may be left, applies the majority rule in whole numbers, writes the documents and compares
them with those of SITE, byte for byte: see docs/operating/chain.md. Exit code 0: all the same; 1: anything else.
"""

import argparse
import csv
import datetime as dt
import hashlib
import io
import json
import re
import sqlite3
import sys
import zlib
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace as Box
from xml.etree import ElementTree

# By rule: more than this share elects, else so many go on; of these ways of voting an office must say what it holds.
RULES = {"us-ga-special-2005": (Fraction(1, 2), 2, {"early", "absentee-mail", "provisional", "uocava"})}
METHODS = {"advance in person": "early", "absentee by mail": "absentee-mail"}
METHODS |= {"election day": "election-day", "provisional": "provisional"}
AP, STATES = {"D": "Dem", "R": "GOP", "L": "Lib", "G": "Grn", "I": "Ind"}, {"GA": "Georgia"}
COLUMNS = """id unique_id raceid racetype racetypeid ballotorder candidateid description delegatecount electiondate
fipscode first incumbent initialization_data is_ballot_measure last lastupdated level national officeid officename party
polid polnum precinctsreporting precinctsreportingpct precinctstotal reportingunitid reportingunitname runoff seatname
seatnum statename statepostal test uncontested votecount votepct winner"""


def must(holds, what):
    """Stop at what this program does not know: it derives no further."""
    if not holds:
        raise ValueError(what)


def link(previous, *parts):
    return hashlib.sha256("\x1f".join((previous, *map(str, parts))).encode()).hexdigest()


class NightFile:
    """The night file: its settings, its publications with their bytes, its newest head, and what is wrong with it."""

    def __init__(self, path, known_head):
        self.db, self.problems = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True), []
        self.meta = dict(self.db.execute("SELECT key, value FROM night ORDER BY key"))
        base = {0x4F575249: "NULL", 0x4F575233: "base"}.get(self.db.execute("PRAGMA application_id").fetchone()[0])
        must(self.meta.get("format") == "outright/night/1" and base, "not a night file of outright/night/1")
        bodies = {}
        for key, size, codec, data in self.db.execute("SELECT sha256, size, codec, data FROM body"):
            bodies[key] = self.unpacked(data, key, f"body {key}")
            self.same(f"body {key}: size and codec", [size, codec], [len(bodies[key]), "zlib"])
        kept = list(self.chained("publication", "seq, source, kind, name, received_at, sha256, link"))
        read = list(self.chained("reading", "seq, state, sha256, error, link"))
        self.same("bodies", sorted(bodies), sorted({p[5] for p in kept}))
        self.same("readings", [r[0] for r in read], [p[0] for p in kept])
        told = self.db.execute("SELECT seq FROM bulletin ORDER BY seq").fetchall()
        self.same("bulletins", told, [(r[0],) for r in read if not r[1].endswith("+")])
        there = "SELECT name FROM sqlite_master WHERE name IN ('bulletin', 'desk', 'reading') ORDER BY name"
        for (table,) in self.db.execute(there).fetchall():  # the first releases kept no record of the desk
            facts, whole = "data" if table != "reading" else "coalesce(facts, X'789c030000000001')", {}
            query = f"SELECT seq, sha256, {facts}, {base if table != 'desk' else 'NULL'} FROM {table} ORDER BY seq"
            for seq, key, data, of in self.db.execute(query):
                whole[seq] = self.unpacked(data, key, f"{table} {seq}", None if of is None else whole.get(of, b""))
            self.same("the desk's without a bulletin", [s for s in whole if table == "desk" and (s,) not in told], [])
        names = ("seq", "source", "kind", "name", "at", "sha", "link", "state", "body")
        pairs = list(zip(kept, read, strict=False))
        self.publications = [Box(**dict(zip(names, (*p, r[1], bodies.get(p[5], b"")), strict=True))) for p, r in pairs]
        self.head = (heads := ["", *(link(p[-1], r[-1]) for p, r in pairs)])[-1]
        self.same("a head that was kept", known_head or self.head, known_head if known_head in heads else self.head)

    def chained(self, table, columns):
        """The rows of a table, each linked to the one before it; the first to the settings."""
        last = link("", *(f"{k}={v}" for k, v in self.meta.items()))
        for n, row in enumerate(self.db.execute(f"SELECT {columns} FROM {table} ORDER BY seq"), 1):
            last = link(last, *row[:-1])
            self.same(f"{table} {row[0]}: number and link", [row[0], row[-1]], [n, last])
            yield row

    def same(self, what, written, computed):
        if written != computed:
            self.problems.append(f"{what}: {written} is stored, {computed} is computed")

    def unpacked(self, data, key, what, base=None):
        unzip = zlib.decompressobj()
        try:
            body = unzip.decompress(data) + unzip.flush()
            if base is not None:  # what changed from an earlier one: its bytes from and to, and new text
                body = b"".join(p.encode() if isinstance(p, str) else base[slice(*p)] for p in json.loads(body))
        except (zlib.error, TypeError, ValueError):
            body = b"bytes that cannot be unpacked"
        self.same(f"{what}: hash", [key, True, b""], [hashlib.sha256(body).hexdigest(), unzip.eof, unzip.unused_data])
        return body


def slug(text):
    must(text.isascii(), f"letters beyond ASCII in {text!r}")
    return re.sub("[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def person(name):
    """A candidate's id from a printed name, without ``(REP)`` or ``(I)`` at its end."""
    return slug(re.sub(r"(\s*\((?:i|inc|incumbent|[a-z]{1,4})\)\s*)+$", "", name, flags=re.IGNORECASE))


def clarity(body):
    """One county's ``detail.xml``: its contests by the slug of their name. Every sum that it states has to be one."""
    must(b"<!DOCTYPE" not in body, "a document type in an XML file")
    root, contests = ElementTree.fromstring(body), {}
    region, turnout = slug(root.findtext("Region")), root.find("VoterTurnout")
    listed = {p.get("name").strip(): p for p in turnout.iter("Precinct")}
    for node in root.iter("Contest"):
        found = Box(key=node.get("key"), total=int(node.get("precinctsReporting")), choices={},
                    reported=int(node.get("precinctsReported")), ballots=int(turnout.get("ballotsCast")))  # fmt: skip
        cells = {name: {} for name in listed}
        for who in node.iter("Choice"):
            found.choices[person(who.get("text"))] = who.get("key")
            choice(who, person(who.get("text")), cells)
        found.units = [Box(id=f"{region}--{slug(name)}", name=name, county=region, cells=cells[name],
                           reported=p.get("percentReporting") == "4", voters=int(p.get("totalVoters")))
                       for name, p in listed.items()]  # fmt: skip
        contests[slug(node.get("text"))] = found
    moment, _, zone = root.findtext("Timestamp").strip().rpartition(" ")
    at = dt.datetime.strptime(f"{moment} {({'EDT': '-0400', 'EST': '-0500'})[zone]}", "%m/%d/%Y %I:%M:%S %p %z")
    return Box(contests=contests, clock=at, held=[], complete=[])


def choice(node, who, cells):
    """Add a choice's votes to the precincts' cells, by candidate and way of voting."""
    everything = 0
    for kind in node.iter("VoteType"):
        method = METHODS.get(re.sub(r"\s+\d+$", "", kind.get("name").strip().lower()))
        votes = [(p.get("name").strip(), int(p.get("votes"))) for p in kind]
        must(method and [name for name, _ in votes] == list(cells), f"{kind.get('name')!r}, or its list of precincts")
        must(sum(v for _, v in votes) == int(kind.get("votes")), f"{method} of {who} is not the sum of its precincts")
        for name, v in votes:
            cells[name][who, method] = cells[name].get((who, method), 0) + v
            everything += v
    must(everything == int(node.get("totalVotes")), f"the total of {who} is not the sum of its ways of voting")


def statement(body):
    """What an office says it holds, or that it is done."""
    said = json.loads(body)
    must(said.get("schema") == "outright/statement/1", "a statement of another form")
    held = [(h["unit"], h["ballots"], h["beyondPrecincts"], h.get("method")) for h in said.get("onHand", [])]
    return Box(contests={}, clock=dt.datetime.fromisoformat(said["publishedAt"]), held=held, complete=said["complete"])


def take(standing, p):
    """What each source last said after publication ``p``, and since when it says so."""
    must(p.kind in ("clarity", "statement") and p.state in ("read", "read+"), f"{p.seq}: {p.kind!r}, {p.state!r}")
    now, before = (clarity if p.kind == "clarity" else statement)(p.body), standing.get(p.source)
    older = before and p.sha != before.sha and (now.clock < before.clock or p.sha in before.gone)
    must(not older, f"publication {p.seq} is older than what stands; whether it waits is not derived here")
    same = before and (before.contests, before.held, before.complete) == (now.contests, now.held, now.complete)
    now.changed, now.seq, now.at, now.sha = (before.changed if same else p.at), p.seq, p.at, p.sha
    now.gone = ((before.gone | {before.sha}) - {p.sha}) if before else set()
    return {**standing, p.source: now}


def plus(values):
    return sum(known) if (known := [v for v in values if v is not None]) else None


def ratio(part, everything):
    return part / everything if part is not None and everything else None


class Moment:
    """One contest after one publication: the count, what may be left, who is certain, and the documents that say so."""

    def __init__(self, plan, contest, standing, p, before):
        self.plan, self.contest, self.standing, self.before = plan, contest, standing, before.votes if before else {}
        self.seq, self.at = p.seq, p.at.replace("+00:00", "Z")
        names = {slug(n) for n in (contest["name"], *contest["match"])}
        self.sheets = {s["id"]: sheet for s in plan["sources"] if s["id"] in standing
                       for name, sheet in standing[s["id"]].contests.items() if name in names}  # fmt: skip
        self.known = {k: c["id"] for c in contest["candidates"] for k in map(person, (c["name"], *c["printed"]))}
        self.ids, self.units, self.keys = [c["id"] for c in contest["candidates"]], [], {}
        for source, sheet in self.sheets.items():
            for who, key in sheet.choices.items():
                self.keys.setdefault(self.known[who], {})[source] = key
            self.units += sheet.units
        self.reported, self.precincts = (sum(vars(s)[k] for s in self.sheets.values()) for k in ("reported", "total"))
        must(len({u.id for u in self.units}) == self.precincts, "precincts not listed, or one from two sources")
        self.votes = self.added(self.units)
        self.total, self.order = plus(self.votes.values()), sorted(self.ids, key=lambda i: -(self.votes[i] or 0))
        methods = {m: self.added(self.units, m) for m in METHODS.values()}
        self.methods = {m: votes for m, votes in methods.items() if plus(votes.values()) is not None}
        self.left = self.bounds()
        self.upper = None if None in self.left.values() else sum(self.left.values())
        self.certain, self.going = self.verdict()
        self.marks = {i: {"won": "X", "runoff": "R"}[self.certain] for i in self.going}

    def added(self, units, method=None):
        """Votes by candidate in these precincts, of one way of voting or all."""
        sums = {}
        for who, m, v in ((who, m, v) for u in units for (who, m), v in u.cells.items()):
            if method in (None, m):
                sums[self.known[who]] = sums.get(self.known[who], 0) + v
        return {i: sums.get(i) for i in self.ids}

    def bounds(self):
        """By county the most ballots that can be left and what bounds them: the tightest bound that holds."""
        changed, found, registered, self.complete = {}, {}, self.contest["registered"], True
        for s in self.standing.values():
            for name in {u.county for sheet in s.contests.values() for u in sheet.units}:
                changed[name] = max(changed.get(name, s.changed), s.changed)
        done = {k for s in self.standing.values() for k in s.complete if changed.get(k, s.changed) <= s.changed}
        for i in dict.fromkeys((*registered, *self.contest["counties"], *(u.county for u in self.units))):
            units = [u for u in self.units if u.county == i]
            votes, voters = sum(sum(u.cells.values()) for u in units), [u.voters for u in units]
            voters = registered.get(i, sum(voters) if units and all(voters) else None)
            known = [voters - votes] if voters is not None and votes <= voters else []
            held = [h[1:] for s in self.standing.values() for h in s.held if h[0] == i]
            if not (finished := i in done and votes > 0 and all(u.reported for u in units)) and held and votes:
                known += self.stated(units, held)
            found[i], self.complete = 0 if finished else min(known, default=None), self.complete and finished
        return found

    def stated(self, units, held):
        """The bound that an office's word gives, if it speaks of every way of voting that may be out."""
        ballots, spoken = sum(n for n, _, _ in held), {method for _, _, method in held}
        if not all(beyond for _, beyond, _ in held):
            return [ballots]
        spoken |= {m for u in units for (_, m), v in u.cells.items() if v and m == "early"}
        out = [(u.voters, sum(u.cells.values())) for u in units if not u.reported]
        covered = None in spoken or RULES[self.contest["rule"]][2] <= spoken
        if not covered or any(not voters or votes > voters for voters, votes in out):
            return []
        return [sum(voters - votes for voters, votes in out) + ballots]

    def verdict(self):
        """Who is certain, however the ballots left fall: ("won", who), ("runoff", who) or ("", ())."""
        share, places, _ = RULES[self.contest["rule"]]
        votes, total, left = {i: v or 0 for i, v in self.votes.items()}, self.total, self.upper
        if not total or left is None:
            return "", []
        cast = sum(s.ballots for s in self.sheets.values())
        unseen = cast - total if cast >= total else 0 if self.complete else None
        won = [i for i in self.order if unseen is not None and votes[i] > share * (total + left + unseen)]
        if won or max(votes.values()) + left > share * (total + left):
            return ("won", won) if won else ("", [])
        more = {**votes, "": unseen} if unseen and not self.complete else votes
        rivals = {i: sorted(v for k, v in more.items() if k != i)[-places:] for i in self.order}
        return "runoff", [i for i in self.order if len(rivals[i]) < places
                          or sum(max(0, votes[i] - r) for r in rivals[i]) > left]  # fmt: skip

    def places(self):
        """Counties, then precincts: id, name, level, FIPS code, units, precincts in and in all."""
        fips, names = self.contest["identity"]["fips"], self.contest["counties"]
        for i in self.left:
            units = [u for u in self.units if u.county == i]
            reported = sum(u.reported for u in units) if units else None
            yield i, names.get(i, i), "county", fips.get(i), units, reported, len(units) or None
        for u in self.units if self.contest["precincts"] else ():
            yield u.id, u.name, "precinct", fips.get(u.county), [u], int(u.reported), 1

    def race(self, *, counties):
        """What is derived of ``latest.json`` and, with ``counties``, of ``s/{seq}.json``. A tuple: one of these."""
        open_codes = ("too_early", "too_close", "runoff_projected", "won_projected")
        call = {"code": open_codes, "by": (None, "model"), "declared": False}
        if self.certain:
            call = {"code": f"{self.certain}_certain", "by": "arithmetic", "declared": True, "candidates": self.going}
        word = {"": ("Too Early to Call", "Too Close to Call"), "won": "Called", "runoff": "Runoff"}[self.certain]
        found = {
            "raceCallStatus": word, **self.counted(self.votes, self.reported, self.precincts),
            "outright": {
                "seq": self.seq, "resultsStatus": f"unofficial-{'complete' if self.complete else 'partial'}",
                "votes": self.total, "denominator": {"votes": self.total},
                "majority": {"share": "1/2", "votesNow": self.total // 2 + 1}, "call": call,
                "remaining": {"upper": self.upper, "complete": self.complete},
                "candidates": {i: {
                    "added": self.votes[i] - (self.before.get(i) or 0), "sourceIDs": self.keys[i],
                    "methods": {m: self.methods[m][i] for m in sorted(self.methods)},
                } for i in sorted(self.ids)},
                "sources": [{"id": s, "seq": f.seq, "fetchedAt": f.at.replace("+00:00", "Z"), "sha256": f.sha}
                            for s, f in ((s, self.standing[s]) for s in self.sheets)],
            },
        }  # fmt: skip
        found["candidates"] = [{**c, "winner": self.marks.get(c["polID"], ())} for c in found["candidates"]]
        places = [self.county(*c) for c in self.places() if c[2] == "county"]
        return {**found, "reportingUnits": places} if counties else found

    def counted(self, votes, reported, precincts):
        total = plus(votes.values())
        return {
            "lastUpdated": self.at, "precinctsReporting": reported, "precinctsTotal": precincts,
            "precinctsReportingPct": ratio(reported, precincts),
            "candidates": [{"polID": k, "voteCount": votes[k], "votePct": ratio(votes[k], total)} for k in self.order],
        }  # fmt: skip

    def county(self, i, name, _level, _fips, units, reported, precincts):
        votes, upper = self.added(units), self.left[i]
        best = max((v or 0 for v in votes.values()), default=0)
        first = [k for k, v in votes.items() if v == best and best]
        return {
            "reportingunitID": i, "reportingunitName": name, **self.counted(votes, reported, precincts),
            "outright": {"votes": plus(votes.values()), "reported": reported == precincts if units else None,
                         "registered": self.contest["registered"].get(i, plus(u.voters for u in units)),
                         "leftUpper": upper, "leader": first[0] if len(first) == 1 else None},
        }  # fmt: skip

    def results(self):
        """``results.csv``, whole."""
        c, who, race = self.contest, self.contest["identity"], f"{self.plan['id']}/{self.contest['id']}"
        all_ = ("state-1", STATES[who["state"]], "state", None, self.units, self.reported, self.precincts)
        for i, name, level, fips, units, come, precincts in (all_, *self.places()):
            votes = self.added(units)
            for n, p in enumerate(c["candidates"], 1):
                yield [
                    f"{race}-{p['id']}-{i}", p["id"], race, who["type"].title(), "G", n, p["id"], c["name"], None,
                    self.plan["date"], fips, p["first"], p["incumbent"], False, False, p["last"] or p["name"], self.at,
                    level, None, who["office"], who["officeName"], AP.get(p["party"], p["party"]), p["id"], None, come,
                    ratio(come, precincts), precincts, i, name, self.marks.get(p["id"]) == "R", who["seatName"],
                    who["seat"], STATES[who["state"]], who["state"], self.plan["test"] or self.plan["rehearsal"],
                    len(self.ids) <= c["seats"], votes[p["id"]], ratio(votes[p["id"]], plus(votes.values())),
                    self.marks.get(p["id"]) == "X",
                ]  # fmt: skip


def over(mine, theirs):
    """The published value with everything that was derived written over it."""
    if isinstance(mine, tuple):
        return theirs if theirs in mine else mine[0]
    if isinstance(mine, dict) and isinstance(theirs, dict):
        keys = [k for k in {**theirs, **mine} if mine.get(k) != ()]
        return {k: over(mine[k], theirs.get(k)) if k in mine else theirs[k] for k in keys}
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        return [over(a, b) for a, b in zip(mine, theirs, strict=True)]
    return mine


def flat(value, path=""):
    """Every number, text and truth in a document, by its path."""
    if not isinstance(value, dict | list) or not value:
        return {path: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {at: v for k, one in pairs for at, v in flat(one, f"{path}/{k}").items()}


def compared(file, mine):
    """What is wrong with a published file: a table is derived whole, a document where something is derived of it."""
    body = file.read_bytes() if file.is_file() else b"{}"
    if isinstance(mine, dict):  # small numbers stand in JSON without an exponent down to 0.00001, then as 1e-6
        whole = over(mine, json.loads(body))
        ours, theirs = flat(whole), flat(json.loads(body))
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        text = re.sub(r"(?<=[:,])[0-9.]+e-05(?=[,}])", lambda m: f"0.0000{m[0][:-4].replace('.', '')}", text)
        text = re.sub(r"(?<=[:,])([0-9.]+e-)0(?=[0-9][,}])", r"\1", text)
    else:
        csv.writer(out := io.StringIO(), lineterminator="\n").writerows(mine)
        text = out.getvalue()
        ours, theirs = ({f"/line {n}": row for n, row in enumerate(t.splitlines())} for t in (text, body.decode()))
    found = [f"{file}: {path}: {theirs.get(path)!r} is published, {ours.get(path)!r} is derived"
             for path in {**ours, **theirs} if ours.get(path) != theirs.get(path)]  # fmt: skip
    return found or ([] if text.encode() == body else [f"{file}: the same values are spelled otherwise"])


def derived(publications, plan):
    """Every moment of every contest, and the files in which it stands with what is derived of them."""
    standing, newest = {}, {}
    for p in publications:
        standing = take(standing, p)
        for contest in plan["contests"] if p.state == "read" else ():
            newest[contest["id"]] = now = Moment(plan, contest, standing, p, newest.get(contest["id"]))
            yield now, f"s/{p.seq}.json", now.race(counties=True)
    for now in newest.values():
        yield now, "latest.json", now.race(counties=False)
        yield now, "results.csv", [COLUMNS.split(), *now.results()]


def main():
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("night", type=Path)
    ask.add_argument("site", type=Path, nargs="?", help="the folder that outright publish wrote")
    ask.add_argument("--head", help="a head that was kept: some moment of this file must have it")
    asked, problems = ask.parse_args(), []
    try:
        problems = (night := NightFile(asked.night, asked.head)).problems
        for now, name, mine in derived(night.publications, json.loads(night.meta["plan"])):
            if asked.site:
                problems += compared(asked.site / "v1" / now.plan["id"] / now.contest["id"] / name, mine)
            if name == "results.csv":
                print(f"{now.contest['id']}: {now.total} votes, at most {now.upper} left; {now.certain} {now.going}")
    except Exception as error:
        problems.append(f"{asked.night}: derived no further: {type(error).__name__}: {error}")
    print("\n".join(problems) or f"{len(night.publications)} publications: all the same. head {night.head}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
