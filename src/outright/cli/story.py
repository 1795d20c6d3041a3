"""``outright story``: the written story of a contest in a night file, whole or short, in English or Spanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outright.cli.homes import NIGHT
from outright.cli.views import DEFAULT_NIGHT, load_bulletin
from outright.errors import UsageError
from outright.notebook.choose import find_contest

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin, Contest
    from outright.publish.language import Language

FORMATS = ("txt", "md", "html", "json")
LENGTHS = ("headline", "alert", "brief", "full")


@click.command("story")
@click.argument("contest", required=False)
@click.option("--db", type=NIGHT, default=DEFAULT_NIGHT, envvar="OUTRIGHT_DB", show_default=True,
              help="The night file; OUTRIGHT_DB names another default.")  # fmt: skip
@click.option("--format", "as_format", type=click.Choice(FORMATS), default="txt", show_default=True,
              help="Text, Markdown, HTML with figure ids, or JSON with the figures.")  # fmt: skip
@click.option("--length", type=click.Choice(LENGTHS), default="full", show_default=True,
              help="One line, two lines, at most 120 words, or all of it.")  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "es"]), default="en", show_default=True, help="The language.")
@click.option("--at", metavar="TIME|SEQ", help="As of this moment or publication, not the newest.")
@click.option("--since", metavar="TIME|SEQ", help="Say what changed since this moment, not since the last version.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    contest: str | None, db: Home, as_format: str, length: str, lang: str, at: str | None, since: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Write the story of CONTEST from its bulletin.

    Every number in it is a figure of the bulletin, and no word goes beyond the verdict.
    """
    from outright.publish.language import language

    to = language(lang)
    bulletin = load_bulletin(db, at)
    asked = find_contest(bulletin, contest).id
    before = None if since is None else _before(load_bulletin(db, since), bulletin, asked, since, to)
    click.echo(_written(to.translated(bulletin), asked, before, "json" if as_json else as_format, length, to), nl=False)


def _before(earlier: Bulletin, now: Bulletin, contest_id: str, since: str, to: Language) -> Contest:
    """What the earlier bulletin said of the contest, in the story's language."""
    if earlier.night.seq > now.night.seq:
        raise UsageError(f"--since {since} is later than the story itself", hint="Name an earlier moment.")
    return to.translated(earlier).contest(contest_id)


def _written(
    bulletin: Bulletin, contest_id: str, before: Contest | None, as_format: str, length: str, to: Language
) -> str:
    from outright.publish.data.part import encode
    from outright.publish.story import Length, write
    from outright.publish.story.document import document
    from outright.publish.story.page import story_html
    from outright.publish.story.text import WRITERS

    contest, how = bulletin.contest(contest_id), Length(length)
    if as_format == "html":
        return story_html(bulletin, contest, to, how, before)
    story = write(bulletin, contest, to, before)
    if as_format == "json":
        return encode(document(story, bulletin.night, contest, to.code, before, how)).decode() + "\n"
    return WRITERS[as_format](story, bulletin.night, to, how)
