"""The command line: words in, paths out.  No logic of its own; every command calls the library once."""

import errno
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from chainlink import terms
from chainlink.cli import adding, importing, lists, measuring, naming, reviewing, streams, usage, visiting
from chainlink.cli.console import (
    check_choice,
    find_districts,
    judged,
    say,
    say_left_out,
    say_unknown,
    say_warnings,
    settle,
    showing,
    wrote,
)  # fmt: skip
from chainlink.cli.options import (
    TRIED,
    Answers,
    Data,
    IoFile,
    Lang,
    Origin,
    Out,
    ReferenceFile,
    Region,
    Speech,
    StudyOptions,
    spread,
)  # fmt: skip
from chainlink.errors import CallError, ChainlinkError, DataError, ReadError, WriteError

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
@spread
def run(
    data: Data = None,
    *,
    out: Out = None,
    study: StudyOptions,
    per_chain: Annotated[bool, typer.Option("--per-chain", help="help.per_chain")] = False,
    large: Annotated[bool, typer.Option("--large", help="help.large")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="help.pdf")] = False,
    reference: ReferenceFile = None,
    io: IoFile = None,
    origin: Origin = None,
    answers: Answers = TRIED,
    speech: Speech,
) -> None:
    """Read, judge and write the reports."""
    from chainlink.findings.bands import counts
    from chainlink.report.formats.pdf import find_browser
    from chainlink.report.pages.write import files_left_out, write_report

    browser, lang = find_browser() if pdf else None, speech.lang
    folder = out or Path("reports")
    with showing(speech) as progress:
        outcome = judged(
            data, study, speech, reference=reference, io=io, origin=origin, answers=answers, progress=progress
        )
        written = write_report(
            outcome, folder, lang=lang, per_chain=per_chain, large=large, progress=progress, browser=browser
        )
    if pdf:
        say_pdfs(written, lang, has_browser=browser is not None)
    if speech.quiet:
        return
    rows = outcome.findings.rows
    parts = {"findings": rows.height, "as_of": outcome.study.as_of, **counts(rows["band"])}
    beside = outcome.reference.warnings if outcome.reference else ()
    say_warnings([*outcome.dataset.warnings, *beside, *outcome.io_warnings], speech)
    say(terms.sentence("say.summary", lang, **parts))
    say_left_out(outcome, lang)
    say_unknown(outcome, lang)
    if names := files_left_out(folder):
        say(terms.sentence("say.files_left_out", lang, names=", ".join(names)))
    say(terms.sentence("say.written", lang, count=len(written), folder=folder, first=folder / "index.html"))


@app.command(help="help.check")
@spread
def check(
    data: Data = None,
    *,
    form: Annotated[str, typer.Option("--format", help="help.format")] = "text",
    region: Region = None,
    speech: Speech,
) -> None:
    """Tell every fault of a dataset."""
    import json

    from chainlink.data import check_dataset, fault_row, read_dataset, word_faults

    lang, quiet = speech.lang, speech.quiet
    check_choice(form, ("text", "json"), "format", lang)
    settle(data)
    faults, warnings = check_dataset(data)
    if region:
        find_districts(region, read_dataset(data), lang)
    if form == "json":
        remarks = {"faults": faults, "warnings": warnings}
        rows = {name: [fault_row(fault, lang) for fault in part] for name, part in remarks.items()}
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif faults or (warnings and not quiet):
        texts = [word_faults(faults, lang), "" if quiet else word_faults(warnings, lang, heading="warnings_of")]
        typer.echo("\n".join(part for part in texts if part))
    if form == "text" and not faults and not quiet:
        typer.echo(terms.word("say.only_warnings" if warnings else "say.clean", lang))
    raise typer.Exit(1 if faults else 0)


@app.command(help="help.export")
@spread
def export(
    what: Annotated[str, typer.Argument(metavar="FORMAT", help="help.what")],
    data: Data = None,
    *,
    out: Out = None,
    study: StudyOptions,
    speech: Speech,
) -> None:
    """Write the network or the dataset in another format."""
    check_choice(what, ("graphml", "gexf", "parquet", "csv", "xlsx"), "format", speech.lang)
    if out is None:
        raise CallError("needs_out", form=what)
    if what in {"graphml", "gexf"}:
        from chainlink.data.writing.table_files import write_bytes
        from chainlink.report.formats.graph_files import gexf, graphml, network
        from chainlink.report.lookup.wording import Wording

        with showing(speech) as progress:
            outcome = judged(data, study, speech, progress=progress)
        write_bytes(out, {"graphml": graphml, "gexf": gexf}[what](network(Wording(outcome, speech.lang))))
    else:
        from chainlink.data import read_dataset
        from chainlink.data.writing.dataset_files import write_dataset

        settle(data)
        write_dataset(read_dataset(data), out, what)
    wrote(out, speech)


@app.command(help="help.template")
@spread
def template(
    which: Annotated[str, typer.Argument(metavar="TEMPLATE", help="help.which")],
    *,
    out: Out = None,
    region: Region = None,  # noqa: ARG001 - every command takes it
    speech: Speech,
) -> None:
    """Write a commented study file or an empty dataset."""
    check_choice(which, ("study", "dataset"), "template", speech.lang)
    if which == "study":
        from chainlink.config import study_template
        from chainlink.data.writing.table_files import write_bytes

        text = study_template(speech.lang)
        if out is None:
            typer.echo(text, nl=False)
        else:
            wrote(write_bytes(out, text.encode()), speech)
        return
    if out is None:
        raise CallError("needs_out", form="dataset")
    from chainlink.data.writing.dataset_files import write_template

    write_template(out, speech.lang)
    wrote(out, speech)


for part in (lists, visiting, measuring, importing, reviewing, naming, adding):
    part.register(app)


def say_pdfs(written: Sequence[Path], lang: str, *, has_browser: bool) -> None:
    """Say that PDFs were left out, where they were."""
    from chainlink.report.formats.pdf import printed

    names = {path.name for path in written}
    missing = len(printed(names)) - sum(name.endswith(".pdf") for name in names)
    if not has_browser:
        say(terms.word("say.pdf_no_browser", lang))
    elif missing:
        say(terms.sentence("say.pdf_failed", lang, n=missing))


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

    rich_utils.highlighter = _folding()
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


@cache
def _folding() -> Any:
    """Return typer's highlighter of help that breaks Chinese, which has no blanks, instead of leaving the rest out."""
    from typer import rich_utils

    class Folding(rich_utils.OptionHighlighter):
        def __call__(self, text: Any) -> Any:
            column = super().__call__(text)
            column.overflow = "fold"
            return column

    return Folding()


def _stopped(lang: str) -> int:
    say(terms.word("say.stopped", lang))
    return INTERRUPTED


def _answer(error: typer.TyperException | ChainlinkError | OSError, lang: str) -> tuple[str, int]:
    """What to say of an error, and the exit code; nothing where typer has shown the help already."""
    if isinstance(error, DataError):
        from chainlink.data import word_faults

        return word_faults(error.faults, lang), error.exit_code
    if isinstance(error, OSError):
        error = _of_system(error)
    if isinstance(error, CallError):
        return error.say(lang), error.exit_code
    if isinstance(error, ChainlinkError):
        return str(error), error.exit_code
    shown = not (error.message or getattr(error, "param", None))
    return "" if shown else usage.word_usage(error, lang), 2


def _of_system(error: OSError) -> CallError:
    """Say what the system refused: a file that could not be read (writers tell their own), a folder, the output."""
    why = error.strerror or str(error)
    if error.filename is not None:
        return ReadError("cannot_read", path=os.fsdecode(error.filename), why=why)
    if error.errno == errno.ENOENT:
        return ReadError("no_folder_here")
    return WriteError("no_output", why=why)


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.getfilesystemencoding() == "ascii":  # neither words nor file names in Chinese could be read: begin in UTF-8
        again = [sys.executable, "-m", "chainlink", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606 - itself, with its own words
    streams.open_streams()
    lang, asked = language(sys.argv[1:], dict(os.environ))
    if asked != lang:
        say(terms.sentence("call.unknown_choice", lang, name=asked, what=terms.word("what.lang", lang), known="zh, en"))
        sys.exit(2)
    os.environ["CHAINLINK_LANG"] = lang  # a --lang before the command holds for the command's own option too
    code = _run(lang)
    if refused := streams.empty_streams():
        if not isinstance(refused, BrokenPipeError):  # who closed the pipe has read enough, and wants no word
            say(_of_system(refused).say(lang))
        code = WriteError.exit_code
    sys.exit(code)


def _run(lang: str) -> Any:
    """Run the command; say what was wrong; return the exit code."""
    try:
        return _worded(typer.main.get_command(app), lang).main(prog_name="chainlink", standalone_mode=False)
    except (typer.TyperException, ChainlinkError, OSError) as error:
        message, code = _answer(error, lang)
        if message:
            say(message)
        return code
    except UnicodeEncodeError as error:  # bytes of the command line that are no text; names of files may hold them
        refused = CallError("no_text", value=str(error.object)[error.start - 9 : error.end + 9])
        say(refused.say(lang))
        return refused.exit_code
    except KeyboardInterrupt:
        return _stopped(lang)
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # typer has caught it itself
            return WriteError.exit_code
        if leaving.code == INTERRUPTED:  # and the interrupt too
            _stopped(lang)
        return leaving.code
