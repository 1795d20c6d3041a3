"""The money part as figures that a story's sentences use: each with its day, what it is of, and its source."""

from __future__ import annotations

from outright.bulletin import Figure
from outright.bulletin.money import Money, OutOfState, Spending, Sum
from outright.context.cents import plain


def figures(money: Money | None) -> tuple[Figure, ...]:
    """Every figure of the money part, once; none without one.

    Ids: ``money.jon-ossoff.receipts`` (and its other accounts), ``….state.ca``, ``….out_of_state.lo`` and ``.hi``
    (the bound), ``….said.out_of_district`` (a printed share), ``money.all.individuals``, ``money.advertising.total``,
    ``money.advertising.nrcc.oppose.jon-ossoff``, ``money.advertising.oppose.jon-ossoff`` (several together),
    ``money.outside.…``, ``money.helped.jon-ossoff``. Where sources
    disagree or a figure was published in short, ``value`` is its lower end and ``text`` says the whole.
    """
    if money is None:
        return ()
    found: list[Figure] = []
    for c in money.candidates:
        at = f"money.{c.candidate}"
        found += [_figure(f"{at}.{_word(s.item)}", s, f"{c.name}: {_what(s)}") for s in c.sums]
        found += [
            _figure(f"{at}.state.{x.state.lower() or 'none'}", x.sum, f"{c.name}: {_what(x.sum)}") for x in c.states
        ]
        found += [_figure(_said_id(at, x.sum), x.sum, f"{c.name}: {x.text}") for x in c.said]
        found += _bound(at, c.name, c.out_of_state)
    found += [_figure(f"money.all.{_word(s.item)}", s, _what(s)) for s in money.together]
    for name, total, rows in (
        ("advertising", money.advertising_total, (*money.advertising, *money.advertising_sides)),
        ("outside", money.outside_total, (*money.outside, *money.outside_sides)),
    ):
        if total is not None:
            found.append(_figure(f"money.{name}.total", total, _what(total)))
        found += [_figure(_spending_id(name, s), s.sum, _whose(s)) for s in rows]
    if money.groups is not None:
        found.append(_figure("money.outside.groups", money.groups, "groups that spent independently"))
    for h in money.helped:
        what = f"spent by others in support of {h.candidate_name} or against the opponent"
        found.append(
            Figure(id=f"money.helped.{h.candidate}", value=plain(h.total), text=h.total_text, what=what, unit="dollars",
                   as_of=money.as_of.isoformat(), source="; ".join(s.name for s in money.sources))
        )  # fmt: skip
    return tuple({f.id: f for f in reversed(found)}.values())[::-1]


def _figure(at: str, of: Sum, what: str) -> Figure:
    value = plain(of.lo) if of.unit == "dollars" else of.lo if of.unit == "people" else plain(of.lo)
    unit = {"dollars": "dollars", "percent": "percent", "people": "people"}[of.unit]
    return Figure(
        id=at, value=value, text=of.text, what=what, unit=unit, as_of=of.as_of.isoformat(), source="; ".join(of.sources)
    )


def _bound(at: str, name: str, found: OutOfState | None) -> list[Figure]:
    if found is None:
        return []
    source = "; ".join(found.sources)
    return [
        Figure(
            id=f"{at}.out_of_state.{end}", value=value, text=text, unit="share", as_of=found.as_of.isoformat(),
            what=f"{name}: {word} of the share of all that individuals gave that came from outside the state",
            source=source,
        )
        for end, word, value, text in (
            ("lo", "lower bound", found.lo, found.lo_text), ("hi", "upper bound", found.hi, found.hi_text)
        )
    ]  # fmt: skip


def _said_id(at: str, of: Sum) -> str:
    of_what = ".placed" if of.of_text.startswith("gifts with a state") else ""
    share = ".percent" if of.unit == "percent" and of.item == "in-state" else ""
    return f"{at}.said.{_word(of.item)}{of_what}{share}"


def _spending_id(name: str, row: Spending) -> str:
    parts = (row.spender.lower(), row.side, row.candidate if row.side else "")
    return ".".join(("money", name, *filter(None, parts)))


def _whose(row: Spending) -> str:
    """Who spent on what, for or against whom."""
    whom = f" to {row.side} {row.candidate_name}" if row.side else ""
    return f"{row.name or 'all groups together'}: {_what(row.sum)}{whom}"


def _word(item: str) -> str:
    return item.replace("-", "_")


def _what(of: Sum) -> str:
    parts = [of.item.replace("-", " "), of.of_text and f"of {of.of_text}", of.covers_text and f"({of.covers_text})"]
    return " ".join(p for p in parts if p)
