"""Numbers, dates and times are spelled as CLDR says; a bulletin's English figures keep every digit."""

import datetime as dt

import pytest
from babel import Locale as Cldr
from babel import dates, numbers

from outright.publish.language.locale import ENGLISH, NO_BREAK, SPAIN, US_SPANISH, digits

PLACES = [(ENGLISH, "en_US"), (US_SPANISH, "es_US"), (SPAIN, "es_ES")]
EVENING = dt.datetime(2017, 4, 18, 21, 42, tzinfo=dt.UTC)


def plain(text: str) -> str:
    """CLDR's thin and unbreakable spaces as ours."""
    return text.replace("\u202f", NO_BREAK).replace(" ", NO_BREAK)


@pytest.mark.parametrize(("ours", "theirs"), PLACES)
def test_numbers_are_cldrs(ours, theirs):
    fours = () if ours is SPAIN else (1_000, 4_759, 9_999)  # Babel knows no least number of digits for a separator
    for votes in (0, 7, 999, *fours, 10_000, 92_673, 1_234_567):
        assert plain(ours.number(votes)) == plain(numbers.format_decimal(votes, locale=theirs))


@pytest.mark.parametrize(("ours", "theirs"), PLACES)
def test_percentages_are_cldrs(ours, theirs):
    shown = numbers.format_percent(0.4812, format=None, locale=theirs)
    assert plain(ours.percentage("48%")) == plain(shown)
    finer = numbers.format_decimal(48.12, locale=theirs)
    assert ours.percentage("48.12%").startswith(finer)


@pytest.mark.parametrize(("ours", "theirs"), PLACES)
def test_months_and_dates_are_cldrs(ours, theirs):
    for month in range(1, 13):
        date = dt.date(2017, month, 8)
        assert ours.day(date) == dates.format_date(date, "long", locale=theirs)
        assert ours.month_and_day(date) == dates.format_skeleton("MMMMd", date, locale=theirs)
        assert ours.month_and_day(date, short=True) == dates.format_skeleton("MMMd", date, locale=theirs)


def test_the_halves_of_the_day_are_cldrs():
    for ours, theirs in ((US_SPANISH, "es_US"), (SPAIN, "es_ES")):
        named = Cldr.parse(theirs).day_periods["format"]["abbreviated"]
        assert [plain(h) for h in ours.halves] == [plain(named[p]) for p in ("am", "pm")]


def test_a_time_is_as_the_newsroom_writes_it():
    assert US_SPANISH.hour(EVENING) == "9:42 p.m."
    assert US_SPANISH.hour(dt.datetime(2017, 4, 18, 0, 0, tzinfo=dt.UTC), minutes=False) == "12 a.m."
    assert US_SPANISH.moment("9:42:10 p.m. EDT") == "9:42:10 p.m. EDT"
    assert SPAIN.moment("12:00 p.m. EDT, April 21") == f"12:00 p. m. EDT, 21{NO_BREAK}de{NO_BREAK}abril"
    for none in ("", "21:42", "9:42 pm", "13:00 p.m.", "9:42 p.m. EDT, Smarch 3", "soon"):
        assert US_SPANISH.moment(none) is None


@pytest.mark.parametrize("figure", ["92,673", "48.12", "−212", "+4,102", "4,759", "1,234,567", "0", "0.31"])
def test_a_respelled_figure_keeps_its_digits(figure):
    for ours, _ in PLACES:
        assert digits(ours.figure(figure)) == digits(figure)
    assert US_SPANISH.figure(figure) == figure


def test_spain_writes_a_point_for_thousands_and_a_comma_for_tenths():
    assert [SPAIN.figure(f) for f in ("92,673", "4,759", "48.12", "−10,212")] == ["92.673", "4759", "48,12", "−10.212"]


def test_numbers_of_a_text_are_seen_however_they_are_spelled():
    assert digits("92,673 of 192,569 (48.12%)") == digits("48,12 % de 192.569: 92.673")
    assert digits("9:42 p.m., April 21") == ["21", "42", "9"]
