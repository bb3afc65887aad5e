"""The command line: words in, paths out.  No logic of its own; every command calls the library once."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chainlink import intake_cli, measure_cli, terms, usage
from chainlink.errors import CallError, ChainlinkError, DataError

if TYPE_CHECKING:
    from chainlink.dataset import Dataset
    from chainlink.findings import Outcome
    from chainlink.report.listing import Listing

# Help texts are codes of the vocabulary; they are worded once the language is known (see ``_worded``).
Data = Annotated[Path | None, typer.Argument(metavar="DATASET", help="help.dataset", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", help="help.out", show_default=False)]
StudyFile = Annotated[Path | None, typer.Option("--study", help="help.study", show_default=False)]
Region = Annotated[str | None, typer.Option("--region", help="help.region", show_default=False)]
AsOf = Annotated[int | None, typer.Option("--as-of", help="help.as_of", show_default=False)]
KnownBy = Annotated[str | None, typer.Option("--known-by", help="help.known_by", show_default=False)]
ReferenceFile = Annotated[Path | None, typer.Option("--reference", help="help.reference", show_default=False)]
IoFile = Annotated[Path | None, typer.Option("--io", help="help.io", show_default=False)]
Form = Annotated[str, typer.Option("--format", help="help.format")]
Lang = Annotated[str, typer.Option("--lang", help="help.lang", envvar="CHAINLINK_LANG")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="help.quiet")]

LISTING = ("table", "csv", "json", "xlsx")
INTERRUPTED = 130

app = typer.Typer(
    name="chainlink", help="help.app", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if asked:
        from importlib.metadata import version

        typer.echo(f"chainlink {version('chainlink')}")
        raise typer.Exit


@app.callback()
def _everywhere(
    *,
    lang: Lang = "zh",
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="help.version")
    ] = False,
) -> None:
    """Take ``--lang`` before the command too."""


@app.command(help="help.run")
def run(
    data: Data = None,
    *,
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    per_chain: Annotated[bool, typer.Option("--per-chain", help="help.per_chain")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="help.pdf")] = False,
    reference: ReferenceFile = None,
    io: IoFile = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Read, judge and write the reports."""
    from chainlink.report.pdf import find_browser
    from chainlink.report.write import write_report

    browser = find_browser() if pdf else None

    with _progress(lang, quiet=quiet) as progress:
        outcome = _outcome(
            data, study, region, as_of, known_by, reference=reference, io=io, lang=lang, progress=progress
        )
        target = out or Path("reports")
        written = write_report(outcome, target, lang=lang, per_chain=per_chain, progress=progress, browser=browser)
    if pdf:
        _say_pdfs(written, lang, found=browser is not None)
    if quiet:
        return
    bands = {row["band"]: row["len"] for row in outcome.findings.rows.group_by("band").len().iter_rows(named=True)}
    counts = {key: bands.get(band, 0) for key, band in zip("abcd", "甲乙丙丁", strict=True)}
    parts = {"findings": outcome.findings.rows.height, "as_of": outcome.study.as_of, **counts}
    _say(terms.sentence("say.summary", lang, **parts))
    _say_left_out(outcome, lang)
    _say_unknown(outcome, lang)
    first = (out or Path("reports")) / "index.html"
    _say(terms.sentence("say.written", lang, count=len(written), folder=first.parent, first=first))


@app.command(help="help.check")
def check(
    data: Data = None,
    *,
    form: Annotated[str, typer.Option("--format", help="help.format")] = "text",
    region: Region = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Tell every fault of a dataset."""
    import json

    from chainlink.dataset import check_dataset, word_faults

    _choice(form, ("text", "json"), "format", lang)
    faults, warnings = check_dataset(data)
    if region:
        _region(region, data, lang)
    if form == "json":
        found = {"faults": faults, "warnings": warnings}
        rows = {name: [fault.as_row(lang) for fault in part] for name, part in found.items()}
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif faults or (warnings and not quiet):
        told = [word_faults(faults, lang), "" if quiet else word_faults(warnings, lang, heading="warnings_of")]
        typer.echo("\n".join(part for part in told if part))
    if form == "text" and not faults and not quiet:
        typer.echo(terms.word("say.clean", lang))
    raise typer.Exit(1 if faults else 0)


@app.command(help="help.gaps")
def gaps(
    data: Data = None,
    *,
    chain: Annotated[str | None, typer.Option("--chain", help="help.chain", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="help.kind", show_default=False)] = None,
    band: Annotated[str | None, typer.Option("--band", help="help.band", show_default=False)] = None,
    district: Annotated[str | None, typer.Option("--district", help="help.district", show_default=False)] = None,
    for_district: Annotated[str | None, typer.Option("--for", help="help.for_district", show_default=False)] = None,
    top: Annotated[int | None, typer.Option("--top", min=1, help="help.top", show_default=False)] = None,
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
    from chainlink.report.lists import district_listings, select_findings
    from chainlink.study import for_one_district

    _choice(form, LISTING, "format", lang)
    with _progress(lang, quiet=quiet) as progress:
        outcome = _outcome(data, study, region, as_of, known_by, reference=reference, lang=lang, progress=progress)
    if not quiet:
        _say_unknown(outcome, lang)
    if for_district is None:
        listing = select_findings(outcome, chain=chain, kind=kind, band=band, district=district, top=top, lang=lang)
        _deliver([listing], form, out, lang=lang, quiet=quiet)
        return
    (place,) = _districts(for_district, outcome.dataset, lang)
    views = for_one_district(outcome, place)
    _deliver(district_listings(outcome, place, views, lang), form, out, lang=lang, quiet=quiet)


@app.command(help="help.match")
def match(
    data: Data = None,
    *,
    chain: Annotated[str | None, typer.Option("--chain", help="help.chain", show_default=False)] = None,
    for_district: Annotated[str | None, typer.Option("--for", help="help.match_for", show_default=False)] = None,
    top: Annotated[int | None, typer.Option("--top", min=1, help="help.top", show_default=False)] = None,
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
    from chainlink.report.matches import match_listing

    _choice(form, LISTING, "format", lang)
    with _progress(lang, quiet=quiet) as progress:
        outcome = _outcome(data, study, region, as_of, known_by, lang=lang, progress=progress)
    listing = match_listing(outcome, chain=chain, district=for_district, top=top, lang=lang)
    _deliver([listing], form, out, lang=lang, quiet=quiet)


@app.command(help="help.backtest")
def backtest(
    date: Annotated[str, typer.Argument(metavar="DATE", help="help.backtest_date")],
    data: Data = None,
    *,
    form: Form = "table",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Judge by what was public by a date, and look what later data hold of it."""
    from chainlink.report.hindsight import hindsight_listings

    _choice(form, LISTING, "format", lang)
    with _progress(lang, quiet=quiet) as progress:
        then, now = (
            _outcome(data, study, region, None, known_by, lang=lang, progress=progress) for known_by in (date, None)
        )
    _deliver(hindsight_listings(then, now, lang), form, out, lang=lang, quiet=quiet)


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
        from chainlink.report import profile

        _choice(form, LISTING, "format", lang)
        with _progress(lang, quiet=quiet) as progress:
            outcome = _outcome(data, study, region, as_of, known_by, lang=lang, progress=progress)
        sections = {"firm": profile.firm, "sector": profile.sector}[what](outcome, name, lang=lang)
        _deliver(sections, form, out, lang=lang, quiet=quiet)

    return command


app.command("firm", help="help.firm")(_profile_command("firm"))
app.command("sector", help="help.sector")(_profile_command("sector"))


@app.command(help="help.diff")
def diff(
    before: Annotated[Path | None, typer.Argument(metavar="A", help="help.diff_before", show_default=False)] = None,
    after: Annotated[Path | None, typer.Argument(metavar="B", help="help.diff_after", show_default=False)] = None,
    *,
    as_of: Annotated[list[int] | None, typer.Option("--as-of", help="help.diff_as_of", show_default=False)] = None,
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
    from chainlink.report.comparison import compare
    from chainlink.report.comparison_files import comparison_file
    from chainlink.report.listing import write_bytes

    _choice(form, (*LISTING, "html"), "format", lang)
    years, dates = _two_sides(as_of, "--as-of"), _two_sides(known_by, "--known-by")
    if after is None and years[0] == years[1] and dates[0] == dates[1]:
        raise CallError("diff_needs_two")
    with _progress(lang, quiet=quiet) as progress:
        sides = [
            _outcome(data, study, region, year, date, lang=lang, progress=progress)
            for data, year, date in zip((before, after or before), years, dates, strict=True)
        ]
    comparison = compare(*sides, lang=lang)
    if form == "table" and out is None:
        for section in comparison.sections:
            _table(section.listing, lang)
        return
    content = comparison_file(comparison, "csv" if form == "table" else form)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        _wrote(write_bytes(out, content), lang, quiet=quiet)


def _two_sides(given: list[Any] | None, option: str) -> tuple[Any, Any]:
    """Return an option's value for the earlier and the later side: one value stands for both."""
    values = given or [None]
    if len(values) > len(("before", "after")):
        raise CallError("diff_too_many", option=option, n=len(values))
    return values[0], values[-1]


@app.command(help="help.brief")
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
    from chainlink.report import brief as pages
    from chainlink.report.listing import write_bytes

    _choice(form, ("docx", "html"), "format", lang)
    with _progress(lang, quiet=quiet) as progress:
        outcome = _outcome(data, study, region, as_of, known_by, lang=lang, progress=progress)
    page = pages.brief(outcome, name, lang=lang)
    target = out or Path("reports") / f"brief-{page.key}.{form}"
    _wrote(write_bytes(target, pages.brief_bytes(page, form)), lang, quiet=quiet)


@app.command(help="help.export")
def export(
    what: Annotated[str, typer.Argument(metavar="FORMAT", help="help.what")],
    data: Data = None,
    *,
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Write the network or the dataset in another format."""
    _choice(what, ("graphml", "gexf", "parquet", "csv", "xlsx"), "format", lang)
    if out is None:
        raise CallError("needs_out", form=what)
    if what in {"graphml", "gexf"}:
        from chainlink.report.graph_files import gexf, graphml, network
        from chainlink.report.listing import write_bytes
        from chainlink.report.register import Register

        with _progress(lang, quiet=quiet) as progress:
            outcome = _outcome(data, study, region, as_of, known_by, lang=lang, progress=progress)
        write_bytes(out, {"graphml": graphml, "gexf": gexf}[what](network(Register(outcome, lang))))
    else:
        from chainlink.dataset import read_dataset
        from chainlink.report.dataset_files import write_dataset

        write_dataset(read_dataset(data), out, what)
    _wrote(out, lang, quiet=quiet)


@app.command(help="help.template")
def template(
    which: Annotated[str, typer.Argument(metavar="TEMPLATE", help="help.which")],
    *,
    out: Out = None,
    region: Region = None,  # noqa: ARG001 - every command takes it
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Write a commented study file or an empty dataset."""
    _choice(which, ("study", "dataset"), "template", lang)
    if which == "study":
        from chainlink.config import study_template
        from chainlink.report.listing import write_bytes

        if out is None:
            typer.echo(study_template(lang), nl=False)
        else:
            _wrote(write_bytes(out, study_template(lang).encode()), lang, quiet=quiet)
        return
    if out is None:
        raise CallError("needs_out", form="dataset")
    from chainlink.report.dataset_files import write_template

    write_template(out, lang)
    _wrote(out, lang, quiet=quiet)


intake_cli.register(app)


def _outcome(
    data: Path | None,
    study: Path | None,
    region: str | None,
    as_of: int | None,
    known_by: str | None,
    *,
    reference: Path | None = None,
    io: Path | None = None,
    lang: str,
    progress: Callable[..., None] | None,
) -> Outcome:
    from chainlink.config import default_study, read_study
    from chainlink.dataset import read_dataset
    from chainlink.dataset.io_table import read_io_table
    from chainlink.dataset.reference import read_reference
    from chainlink.schema import DATE
    from chainlink.study import run_study

    settings = read_study(study) if study else default_study()
    dataset = read_dataset(data, progress=progress)
    if known_by is not None and not re.fullmatch(DATE, known_by):
        raise CallError("bad_date", value=known_by)
    changes: dict[str, Any] = {"as_of": as_of, "known_by": known_by}
    if region:
        changes["region"] = _districts(region, dataset, lang)
    settings = replace(settings, **{name: value for name, value in changes.items() if value is not None})
    elsewhere = read_reference(reference, dataset.tables["sectors"]) if reference else None
    industries = read_io_table(io) if io else None
    return run_study(dataset, settings, reference=elsewhere, io=industries, progress=progress)


def _districts(region: str, dataset: Dataset, lang: str) -> tuple[str, ...]:
    from chainlink.dataset.lookup import find

    names = [name for name in region.replace("，", ",").replace("、", ",").split(",") if name.strip()]
    return tuple(find(dataset.tables["districts"], "district", name, lang=lang) for name in names)


def _region(region: str, data: Path | None, lang: str) -> None:
    from chainlink.dataset import read_dataset

    _districts(region, read_dataset(data), lang)


def _choice(value: str, known: tuple[str, ...], what: str, lang: str) -> None:
    if value not in known:
        raise CallError("unknown_choice", name=value, what=terms.word(f"what.{what}", lang), known=", ".join(known))


def _deliver(listings: Sequence[Listing], form: str, out: Path | None, *, lang: str, quiet: bool) -> None:
    """Give lists as a table on the terminal, or as csv, json or xlsx to ``out`` or standard output."""
    from chainlink.report import listing

    if form == "table" and out is None:
        for one in listings:
            _table(one, lang)
        return
    if form == "json":
        one = listings[0]
        content = (
            listing.as_json(one)
            if len(listings) == 1
            else listing.json_bytes({one.title: list(one.records or one.rows) for one in listings})
        )
    elif form == "xlsx":
        content = listing.as_xlsx(listings)
    else:
        content = listing.as_csv(*listings)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        _wrote(listing.write_bytes(out, content), lang, quiet=quiet)


def _give(make: Callable[[], Sequence[Listing]], form: str, out: Path | None, *, lang: str, quiet: bool) -> None:
    """Deliver the lists that ``make`` returns, once the form asked for is known to be one."""
    _choice(form, LISTING, "format", lang)
    _deliver(make(), form, out, lang=lang, quiet=quiet)


measure_cli.register(app, _give)


def _table(listing: Listing, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from chainlink.report.listing import plain

    def shown(value: object) -> str:
        # A terminal has no room for sixteen digits; files keep them all.
        return f"{value:.6g}" if isinstance(value, float) and abs(value) < 1e5 else str(plain(value))  # noqa: PLR2004

    keys = listing.brief or tuple(listing.columns)
    table = Table(title=Text(listing.title), title_justify="left", show_lines=False)
    for key in keys:
        table.add_column(listing.columns[key], overflow="fold")
    for row in listing.rows:
        table.add_row(*(Text(shown(row.get(key))) for key in keys))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    if not listing.rows:
        console.print(terms.word("say.nothing", lang))


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _wrote(path: Path | None, lang: str, *, quiet: bool) -> None:
    if path is not None and not quiet:
        _say(terms.sentence("say.wrote", lang, path=path))


def _say_pdfs(written: Sequence[Path], lang: str, *, found: bool) -> None:
    """Say that PDFs were left out, where they were."""
    from chainlink.report.pdf import printed

    names = {path.name for path in written}
    missing = len(printed(names)) - sum(name.endswith(".pdf") for name in names)
    if not found:
        _say(terms.word("say.pdf_no_browser", lang))
    elif missing:
        _say(terms.sentence("say.pdf_failed", lang, n=missing))


def _say_left_out(outcome: Outcome, lang: str) -> None:
    rows = int(outcome.left_out["count"].sum())
    if rows:
        words = [terms.word(f"left_out.{code}", lang) for code in outcome.left_out["what"].unique(maintain_order=True)]
        _say(terms.sentence("say.left_out", lang, rows=rows, reasons=terms.word("page.semi", lang).join(words)))


def _say_unknown(outcome: Outcome, lang: str) -> None:
    """Say which activities of the reference are no sectors of the dataset."""
    given = outcome.reference
    if given is not None and given.unknown:
        some = "、".join(given.unknown[:10]) + (" …" if len(given.unknown) > 10 else "")  # noqa: PLR2004 - as a line holds
        _say(terms.sentence("say.reference_unknown", lang, name=given.name, n=len(given.unknown), some=some))


@contextmanager
def _progress(lang: str, *, quiet: bool) -> Iterator[Callable[..., None] | None]:
    """Yield a callback that shows the step under way on a terminal's standard error, else None."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    named = terms.choices("step", lang)
    with Console(stderr=True).status("") as status:
        yield lambda step, *_: status.update(terms.sentence("say.step", lang, step=named.get(step, step)))


def language(arguments: list[str], environment: dict[str, str]) -> tuple[str, str]:
    """Return the language to speak, and the one asked for by ``--lang`` or ``CHAINLINK_LANG``, before all else."""
    asked = environment.get("CHAINLINK_LANG") or "zh"
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    return (asked if asked in terms.LANGUAGES else "zh"), asked


def _worded(command: Any, lang: str) -> Any:
    """Word the help codes of ``command`` and of all below it in ``lang``."""
    from typer import rich_utils

    for panel in ("arguments", "options", "commands", "errors"):
        setattr(rich_utils, f"{panel.upper()}_PANEL_TITLE", terms.word(f"help.{panel}", lang))
    if (command.help or "").startswith("help."):
        command.help = terms.word(command.help, lang)
    helped = command.get_help_option(typer.Context(command))
    for parameter in [*command.params, *([helped] if helped else [])]:
        code = getattr(parameter, "help", None) or ""
        if code.startswith("help."):
            parameter.help = terms.word(code, lang)
        elif parameter is helped:
            parameter.help = terms.word("help.help", lang)
    for below in getattr(command, "commands", {}).values():
        _worded(below, lang)
    return command


def _readable_streams() -> None:
    """Make standard output and error take Chinese: UTF-8 where the locale cannot, replacement where it nearly can."""
    for stream in (sys.stdout, sys.stderr):
        try:
            "链".encode(stream.encoding or "ascii")
        except UnicodeEncodeError:
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # text streams of the interpreter
        else:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _stopped(lang: str) -> int:
    _say(terms.word("say.stopped", lang))
    return INTERRUPTED


def _answer(error: typer.TyperException | ChainlinkError, lang: str) -> tuple[str, int]:
    """What to say of an error, and the exit code; nothing where typer has shown the help already."""
    if isinstance(error, DataError):
        from chainlink.dataset import word_faults

        return word_faults(error.faults, lang), error.exit_code
    if isinstance(error, CallError):
        return error.say(lang), error.exit_code
    if isinstance(error, ChainlinkError):
        return str(error), error.exit_code
    shown = not (error.message or getattr(error, "param", None))
    return "" if shown else usage.word_usage(error, lang), 2


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.getfilesystemencoding() == "ascii":  # neither words nor file names in Chinese could be read: begin in UTF-8
        again = [sys.executable, "-m", "chainlink", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606 - itself, with its own words
    _readable_streams()
    lang, asked = language(sys.argv[1:], dict(os.environ))
    if asked != lang:
        _say(
            terms.sentence("call.unknown_choice", lang, name=asked, what=terms.word("what.lang", lang), known="zh, en")
        )
        sys.exit(2)
    os.environ["CHAINLINK_LANG"] = lang  # a --lang before the command holds for the command's own option too
    try:
        sys.exit(_worded(typer.main.get_command(app), lang).main(prog_name="chainlink", standalone_mode=False))
    except (typer.TyperException, ChainlinkError) as error:
        said, code = _answer(error, lang)
        if said:
            _say(said)
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit(_stopped(lang))
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:  # typer has caught the interrupt itself
            _stopped(lang)
        raise
