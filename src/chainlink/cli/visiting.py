"""The command that tells where to go: visits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chainlink.cli.console import (
    TRIED,
    Answers,
    AsOf,
    Data,
    Form,
    KnownBy,
    Lang,
    Out,
    Quiet,
    Region,
    StudyFile,
    find_districts,
    list_of,
    say_left_out,
)  # fmt: skip
from chainlink.cli.usage import count

if TYPE_CHECKING:
    from chainlink.data.writing.table import Table
    from chainlink.findings import Outcome


def register(app: typer.Typer) -> None:
    """Add the command of this file to ``app``."""
    app.command("visits", help="help.visits")(visits)


def visits(
    data: Data = None,
    *,
    for_district: Annotated[str | None, typer.Option("--for", help="help.visits_for", show_default=False)] = None,
    top: Annotated[int, typer.Option("--top", parser=count, metavar="INTEGER", help="help.visits_top")] = 10,
    answers: Answers = TRIED,
    since: Annotated[
        Path | None, typer.Option("--since", help="help.visits_since", readable=False, show_default=False)
    ] = None,
    form: Form = "table",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """List whom to visit or call, what to ask, and what the answers decide."""
    from chainlink.report.lists.head import visit_listings
    from chainlink.report.pages.last_run import asked_since

    def listings(outcome: Outcome) -> list[Table]:
        district = None if for_district is None else find_districts(for_district, outcome.dataset, lang)[0]
        changed = None if since is None else asked_since(since, outcome)
        return visit_listings(outcome, district=district, top=top, since=changed, lang=lang)

    outcome = list_of(
        listings, data, study, region, as_of, known_by, answers=answers, form=form, out=out, lang=lang, quiet=quiet
    )
    if not quiet:
        say_left_out(outcome, lang)
