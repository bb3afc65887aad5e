"""The commands that list: gaps, match, firm, sector, diff, backtest, brief."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chainlink.cli.console import (
    LISTING,
    AsOf,
    Data,
    Form,
    KnownBy,
    Lang,
    Out,
    Quiet,
    ReferenceFile,
    Region,
    StudyFile,
    asked,
    deliver,
    find_districts,
    form_of,
    hand_over,
    judged,
    list_of,
    print_table,
    say_beyond,
    say_left_out,
    say_unknown,
    say_warnings,
    showing,
)  # fmt: skip
from chainlink.cli.usage import count, year
from chainlink.errors import CallError

if TYPE_CHECKING:
    from chainlink.data.writing.table import Table
    from chainlink.findings import Outcome


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    for command in (gaps, match, backtest, diff, brief):
        app.command(command.__name__, help=f"help.{command.__name__}")(command)
    for what in ("firm", "sector"):
        app.command(what, help=f"help.{what}")(_profile_command(what))


def gaps(
    data: Data = None,
    *,
    chain: Annotated[str | None, typer.Option("--chain", help="help.chain", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="help.kind", show_default=False)] = None,
    band: Annotated[str | None, typer.Option("--band", help="help.band", show_default=False)] = None,
    district: Annotated[str | None, typer.Option("--district", help="help.district", show_default=False)] = None,
    for_district: Annotated[str | None, typer.Option("--for", help="help.for_district", show_default=False)] = None,
    top: Annotated[
        int | None, typer.Option("--top", parser=count, metavar="INTEGER", help="help.top", show_default=False)
    ] = None,
    form: Form = "table",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reference: ReferenceFile = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """List the findings."""
    from chainlink.report.lists.findings import district_listings, select_findings
    from chainlink.study import for_one_district

    def listings(outcome: Outcome) -> list[Table]:
        if for_district is None:
            return [select_findings(outcome, chain=chain, kind=kind, band=band, district=district, top=top, lang=lang)]
        (place,) = find_districts(for_district, outcome.dataset, lang)
        return district_listings(outcome, place, for_one_district(outcome, place), lang)

    outcome = list_of(
        listings, data, study, region, as_of, known_by, reference=reference, form=form, out=out, lang=lang, quiet=quiet
    )
    if not quiet:
        say_warnings(outcome.reference.warnings if outcome.reference else (), lang, quiet=quiet)
        say_left_out(outcome, lang)
        say_unknown(outcome, lang)


def match(
    data: Data = None,
    *,
    chain: Annotated[str | None, typer.Option("--chain", help="help.chain", show_default=False)] = None,
    for_district: Annotated[str | None, typer.Option("--for", help="help.match_for", show_default=False)] = None,
    top: Annotated[
        int | None, typer.Option("--top", parser=count, metavar="INTEGER", help="help.top", show_default=False)
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
    """List the pairs of firms to bring together."""
    from chainlink.report.lists.matches import match_listing

    def listings(outcome: Outcome) -> list[Table]:
        return [match_listing(outcome, chain=chain, district=for_district, top=top, lang=lang)]

    list_of(listings, data, study, region, as_of, known_by, form=form, out=out, lang=lang, quiet=quiet)


def backtest(
    date: Annotated[str, typer.Argument(metavar="DATE", help="help.backtest_date")],
    data: Data = None,
    *,
    as_of: Annotated[list[int] | None, typer.Option("--as-of", help="help.backtest_as_of", show_default=False)] = None,
    known_by: Annotated[
        str | None, typer.Option("--known-by", help="help.backtest_known_by", show_default=False)
    ] = None,
    form: Form = "table",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Judge by what was public by a date, and look what later data hold of it."""
    from chainlink.report.lists.backtest import hindsight_listings
    from chainlink.study import run_backtest

    form = form_of(form, LISTING, out, lang)
    earlier, *later = _at_most_two(as_of, "--as-of")
    year = later[0] if later else None
    with showing(lang, quiet=quiet) as progress:
        dataset, settings = asked(data, study, region, year, known_by, lang=lang, progress=progress)
        then, now = run_backtest(dataset, date, settings, as_of=earlier, progress=progress)
    say_beyond((then, now), lang, quiet=quiet)
    deliver(hindsight_listings(then, now, lang), form, out, lang=lang, quiet=quiet)


def _profile_command(what: str) -> Callable[..., None]:
    def command(
        name: Annotated[str, typer.Argument(metavar="NAME", help="help.name")],
        data: Data = None,
        *,
        form: Form = "table",
        out: Out = None,
        study: StudyFile = None,
        region: Region = None,
        as_of: AsOf = None,
        known_by: KnownBy = None,
        lang: Lang = "zh",
        quiet: Quiet = False,
    ) -> None:
        from chainlink.report.lists import profile

        def listings(outcome: Outcome) -> list[Table]:
            return {"firm": profile.firm, "sector": profile.sector}[what](outcome, name, lang=lang)

        list_of(listings, data, study, region, as_of, known_by, form=form, out=out, lang=lang, quiet=quiet)

    return command


def diff(
    before: Annotated[
        Path | None, typer.Argument(metavar="A", help="help.diff_before", readable=False, show_default=False)
    ] = None,
    after: Annotated[
        Path | None, typer.Argument(metavar="B", help="help.diff_after", readable=False, show_default=False)
    ] = None,
    *,
    as_of: Annotated[
        list[int] | None,
        typer.Option("--as-of", parser=year, metavar="INTEGER", help="help.diff_as_of", show_default=False),
    ] = None,
    known_by: Annotated[
        list[str] | None, typer.Option("--known-by", help="help.diff_known_by", show_default=False)
    ] = None,
    form: Annotated[str, typer.Option("--format", help="help.diff_format")] = "table",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Compare two datasets, or one at two years."""
    from chainlink.report.formats.comparison_files import comparison_file
    from chainlink.report.lists.comparison import compare
    from chainlink.study import run_between, run_study

    form = form_of(form, (*LISTING, "html"), out, lang)
    years, dates = (
        (values[0], values[-1])  # one value stands for both sides
        for values in (_at_most_two(as_of, "--as-of"), _at_most_two(known_by, "--known-by"))
    )
    if after is None and years[0] == years[1] and dates[0] == dates[1]:
        raise CallError("diff_needs_two")
    if None not in years and years[1] < years[0]:
        raise CallError("diff_backwards", before=years[0], after=years[1])
    with showing(lang, quiet=quiet) as progress:
        asks = [
            asked(data, study, region, year, date, lang=lang, progress=progress)
            for data, year, date in zip((before, after or before), years, dates, strict=True)
        ]
        sides = [run_study(*ask, progress=progress) for ask in asks]
        between = run_between(asks[1][0], *sides, progress=progress)
    say_beyond(sides, lang, quiet=quiet)
    comparison = compare(*sides, between=between, lang=lang)
    if form == "table":
        for section in comparison.sections:
            print_table(section, lang)
        return
    hand_over(comparison_file(comparison, form), out, lang=lang, quiet=quiet)


def _at_most_two(stated: list[Any] | None, option: str) -> list[Any]:
    """Return an option's values, the earlier side's first; one None where it is not given."""
    values = stated or [None]
    if len(values) > len(("before", "after")):
        raise CallError("diff_too_many", option=option, n=len(values))
    return values


def brief(
    name: Annotated[str, typer.Argument(metavar="NAME", help="help.name")],
    data: Data = None,
    *,
    form: Annotated[str, typer.Option("--format", help="help.format")] = "docx",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Write one page to take along about a firm or a sector."""
    from chainlink.report.pages import brief as pages

    form = form_of(form, ("docx", "html"), out, lang)
    with showing(lang, quiet=quiet) as progress:
        outcome = judged(data, study, region, as_of, known_by, lang=lang, quiet=quiet, progress=progress)
    page = pages.brief(outcome, name, lang=lang)
    target = out or Path("reports") / f"brief-{page.key}.{form}"
    hand_over(pages.brief_bytes(page, form), target, lang=lang, quiet=quiet)
