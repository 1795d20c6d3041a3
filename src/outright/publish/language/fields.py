"""Which parts of a bulletin are said to a reader, and in which context each is translated.

Everything else is an id, a code, a number, a name, or somebody else's words (a source's label, a citation, an
address), and stays as it is. A test asks of every text field of a bulletin that it is on one of the two lists.
"""

from __future__ import annotations

from outright import bulletin as b
from outright.bulletin import history as h
from outright.bulletin import money as m
from outright.bulletin import polls as o
from outright.bulletin import projected as p
from outright.bulletin import rating as r
from outright.bulletin import specials as s
from outright.bulletin import take as t

SAID: dict[type, dict[str, str]] = {
    b.Figure: {"text": "figure"},
    b.Source: {"message": "said"},
    b.Night: {"as_of_text": "moment", "status_text": "status"},
    b.Verdict: {"label": "label", "text": "said"},
    b.VerdictChange: {"at_text": "moment", "label": "label", "text": "said", "note": "said"},
    b.DeskCall: {"label": "label", "text": "said", "at_text": "moment", "proposed_text": "moment"},
    b.Retraction: {"label": "label", "at_text": "moment"},
    b.RaceCall: {"text": "said", "at_text": "moment"},
    b.DeskNote: {"at_text": "moment", "until_text": "moment"},
    b.Slot: {"text": "slot"},
    b.Threshold: {"share_text": "share", "denominator": "denominator", "text": "said", "confidence": "confidence"},
    b.Candidate: {"share_text": "share", "gap_text": "gap"},
    b.PartyTotal: {"name": "party", "share_text": "share"},
    b.Method: {"label": "method", "share_text": "share"},
    b.Unit: {"share_text": "share", "left_text": "left", "margin_text": "share", "in_text": "share"},
    b.Need: {"share_text": "share", "text": "said"},
    b.Remaining: {"basis": "basis", "text": "said", "working": "said"},
    b.Point: {"at_text": "moment", "share_text": "share"},
    b.Milestone: {"at_text": "moment"},
    b.Note: {"at_text": "moment", "source": "sender", "text": "said"},
    b.Contest: {
        "votes_text": "votes", "summary": "said", "projection_note": "said", "as_of_text": "moment",
        "next_text": "moment", "recount_text": "said",
    },
    b.Comparison: {"label": "said", "text": "said", "past_text": "said", "notes": "note"},
    b.ComparedRow: {
        "name": "place", "share_text": "share", "then_share_text": "share", "ahead_text": "share", "in_text": "share",
        "turnout_text": "share",
    },
    b.Reason: {"text": "said"},
    p.ShareRange: {"text": "range"},
    p.VoteRange: {"text": "estimate"},
    p.Chance: {"text": "chance"},
    p.ProjectedCandidate: {"median_text": "share"},
    p.StillOut: {"name": "place", "share_text": "share", "source": "source"},
    p.Gate: {"text": "said"},
    p.Contribution: {"points_text": "points", "text": "said"},
    p.Record: {"text": "said"},
    p.Band: {"text": "range"},
    p.BandPoint: {"at_text": "moment"},
    t.NeedAt: {"share_text": "share"},
    t.TakeNeed: {"text": "said"},
    t.Batch: {"at_text": "moment", "share_text": "share"},
    t.Lately: {"share_text": "share"},
    t.TakeRow: {
        "place": "place", "method": "place", "lean_text": "share", "left_text": "estimate", "share_text": "share",
        "source": "source",
    },
    t.Outcome: {"share_text": "share", "text": "outcome"},
    t.Preset: {"label": "preset"},
    t.Take: {"text": "said"},
    r.RatedCandidate: {"share_text": "share"},
    r.EliminatedParty: {"name": "party"},
    r.Crossover: {"share_text": "share", "text": "said"},
    r.RatingRecord: {"text": "said"},
    r.Margin: {"mid_text": "lead", "low_text": "lead", "high_text": "lead"},
    r.Rating: {
        "label": "rating", "text": "said", "turnout_text": "said", "transfers_text": "said", "learned": "said",
        "method": "said",
    },
    o.PollShare: {"decided_text": "share", "error_text": "share"},
    o.Poll: {
        "undecided_text": "mark", "weight_text": "share", "margin_text": "share", "margin_error_text": "share",
    },
    o.PollAverage: {
        "printed_text": "share", "decided_text": "share", "range_text": "range", "result_text": "share",
        "error_text": "share",
    },
    o.Polls: {
        "undecided_text": "share", "text": "said", "printed_text": "said", "error_text": "said", "notes": "said",
        "margin_error_text": "share",
    },
    s.SpecialElection: {"margin_text": "mark", "lean_text": "mark", "swing_text": "swing", "swing_mark": "mark"},
    s.SwingGroup: {"middle_text": "swing", "low_text": "swing", "high_text": "swing"},
    s.SpecialHere: {
        "margin_text": "mark", "lean_text": "mark", "swing_text": "swing", "swing_mark": "mark", "text": "said",
    },
    s.NextGeneral: {
        "low_text": "mark", "high_text": "mark", "face_text": "mark", "text": "said", "basis_text": "said",
    },
    s.Specials: {"text": "said", "notes": "said"},
    h.PastVotes: {"share_text": "share"},
    h.PastResult: {"place": "region", "margin_text": "share", "text": "said"},
    p.Projection: {"text": "said", "level_text": "frequency", "in_text": "in", "notes": "said", "method": "said"},
    m.Sum: {"text": "sum", "of_text": "money_of", "covers_text": "money_covers", "as_of_text": "on_day"},
    m.OutOfState: {"lo_text": "sum", "hi_text": "sum", "text": "said", "as_of_text": "on_day"},
    m.Saying: {"text": "said"},
    m.Helped: {"total_text": "sum"},
    m.Money: {"text": "said", "as_of_text": "on_day"},
}  # fmt: skip
"""What is said, by the part of the bulletin: field to context."""

KEPT: dict[type, frozenset[str]] = {
    b.Bulletin: frozenset({"schema", "engine"}),
    b.Figure: frozenset({"id", "value", "what", "unit", "of", "as_of", "source"}),
    b.Asked: frozenset({"key", "figures"}),
    b.Source: frozenset({"id", "kind", "name", "url", "published_text", "sha256", "state"}),
    b.Night: frozenset({"id", "name", "timezone"}),
    b.Verdict: frozenset({"candidates", "by"}),
    b.VerdictChange: frozenset({"candidates", "by"}),
    b.DeskCall: frozenset(
        {"by", "candidates", "basis", "proposed_by", "approved_by", "evidence", "proposed_evidence", "reason"}
    ),
    b.Retraction: frozenset({"by", "reason"}),
    b.RaceCall: frozenset({"source", "by"}),
    b.DeskNote: frozenset({"by", "text"}),
    b.Slot: frozenset({"candidate"}),
    b.Threshold: frozenset({"kind", "share", "rule", "citation", "read_on"}),
    b.Candidate: frozenset(
        {
            "id",
            "name",
            "surname",
            "party",
            "color",
            "methods",
            "first",
            "last",
            "source_ids",
        }
    ),
    b.PartyTotal: frozenset({"party"}),
    b.Method: frozenset({"method", "labels", "candidates"}),
    b.Unit: frozenset({"id", "name", "level", "parent", "candidates", "leader", "ids", "runner_up", "shape"}),
    b.Need: frozenset({"candidate", "target", "state"}),
    b.Point: frozenset({"candidates"}),
    b.Milestone: frozenset({"kind", "basis"}),
    b.ContestSource: frozenset({"id", "name", "version", "sha256"}),
    b.Identity: frozenset(
        {
            "office_id",
            "office_name",
            "seat_num",
            "seat_name",
            "state_postal",
            "state_name",
            "party",
            "divisions",
            "runoff_of",
            "source_ids",
        }
    ),
    b.Note: frozenset({"kind"}),
    b.Contest: frozenset({"id", "name", "short_name", "charted", "evidence"}),
    b.Comparison: frozenset({"baseline", "name", "candidate", "candidate_name", "against", "against_name"}),
    b.ComparedRow: frozenset({"unit"}),
    b.Reason: frozenset({"code", "figures"}),
    p.ShareRange: frozenset({"against"}),
    p.ProjectedCandidate: frozenset({"id"}),
    p.StillOut: frozenset({"key", "shares"}),
    p.Gate: frozenset({"code"}),
    p.Contribution: frozenset({"what"}),
    p.BandPoint: frozenset({"candidates"}),
    t.NeedAt: frozenset({"state"}),
    t.TakeNeed: frozenset({"candidate", "target", "against"}),
    t.Batch: frozenset({"candidates"}),
    t.Lately: frozenset({"candidates"}),
    t.TakeRow: frozenset({"key", "candidates", "shares"}),
    t.Outcome: frozenset({"candidate"}),
    t.Preset: frozenset({"code", "candidates"}),
    t.Take: frozenset({"share"}),
    r.RatedCandidate: frozenset({"id", "name", "party", "color"}),
    r.RatedPair: frozenset({"candidates", "names"}),
    r.EliminatedParty: frozenset({"party"}),
    r.Crossover: frozenset({"candidate", "party", "share"}),
    r.RatingRecord: frozenset({"code"}),
    r.Margin: frozenset({"candidate", "against"}),
    r.Rating: frozenset({"state", "word", "favorite", "path", "model_version"}),
    o.PollShare: frozenset({"candidate", "name", "printed", "decided", "error"}),
    o.Poll: frozenset(
        {
            "id",
            "pollster",
            "sponsor",
            "partisan",
            "population",
            "undecided",
            "weight",
            "margin",
            "margin_error",
            "source",
        }
    ),
    o.PollAverage: frozenset({"candidate", "name", "printed", "decided", "low", "high", "result", "error"}),
    o.Polls: frozenset({"pair", "undecided", "source", "margin_error"}),
    s.SpecialElection: frozenset({"id", "race", "margin", "lean", "swing", "source"}),
    s.SwingGroup: frozenset({"kind", "middle", "low", "high"}),
    s.SpecialHere: frozenset({"lean", "margin", "swing"}),
    s.NextGeneral: frozenset({"low", "high", "face", "basis"}),
    s.Specials: frozenset({"source"}),
    h.PastVotes: frozenset({"name", "party"}),
    h.PastResult: frozenset({"id", "name", "office", "where", "margin", "source"}),
    p.Projection: frozenset({"named", "model_version"}),
    m.Sum: frozenset({"item", "unit", "sources"}),
    m.StateMoney: frozenset({"state"}),
    m.OutOfState: frozenset({"lo", "hi", "sources"}),
    m.CandidateMoney: frozenset({"candidate", "name", "surname", "party", "color"}),
    m.Spending: frozenset({"spender", "name", "candidate", "candidate_name", "side"}),
    m.Helped: frozenset({"candidate", "candidate_name"}),
    m.MoneySource: frozenset({"name", "sha256"}),
    m.Money: frozenset({"notes"}),
}
"""What is not said but named, coded or quoted, and so is the same in every language."""
