"""``chainlink add``: one firm, link, claim or source, by flags or asked for at a terminal."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from chainlink import terms
from chainlink.cli.changing import alone, finish, open_dataset
from chainlink.cli.console import say
from chainlink.cli.options import DryRun, Into, Lang, New, Quiet, Speech, option
from chainlink.cli.usage import year
from chainlink.errors import CallError


class Flag(NamedTuple):
    """A cell of the row that is added: its column, the option (in capitals: the argument) that fills it, its help."""

    column: str
    flag: str
    meaning: str
    wanted: bool = False
    default: str | bool | None = None

    @property
    def parameter(self) -> inspect.Parameter:
        """What the command line shows of it."""
        kind: Any = {"seen": int | None, "about": list[str] | None}.get(self.column, str | None)
        shown = option(self.flag, self.meaning)
        if self.flag.isupper():
            shown = typer.Argument(metavar=self.flag, help=self.meaning)
        elif self.column == "seen":
            shown = option(self.flag, self.meaning, parser=year, metavar="INTEGER")
        elif self.default is not None:
            kind, shown = type(self.default), typer.Option(self.flag, help=self.meaning)
        place = inspect.Parameter.POSITIONAL_OR_KEYWORD if self.flag.isupper() else inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(self.column, place, default=self.default, annotation=Annotated[kind, shown])


ID = ("--id", "help.add_id")
KNOWN_BY = (
    Flag("source", "--source", "help.add_source_id", wanted=True),
    Flag("grade", "--grade", "help.add_grade"),
    Flag("seen", "--seen", "help.add_seen"),
    Flag("note", "--note", "help.add_note"),
)
ROWS = {
    "firm": (
        Flag("name", "NAME", "help.add_name", wanted=True),
        Flag("firm", *ID),
        Flag("district", "--district", "help.add_district"),
        Flag("legal_name", "--legal-name", "help.add_legal"),
        Flag("credit_code", "--credit-code", "help.add_code"),
        Flag("aliases", "--aliases", "help.add_aliases"),
        Flag("chains", "--chains", "help.add_chains"),
        Flag("another", "--another", "help.add_another", default=False),
        Flag("unnamed", "--unnamed", "help.add_unnamed", default=False),
        *KNOWN_BY,
    ),
    "link": (
        Flag("supplier", "--supplier", "help.add_supplier", wanted=True),
        Flag("buyer", "--buyer", "help.add_buyer", wanted=True),
        Flag("product", "--product", "help.add_product"),
        Flag("sectors", "--sectors", "help.add_sectors"),
        Flag("relation", "--relation", "help.add_relation", default="supply"),
        Flag("link", *ID),
        *KNOWN_BY,
    ),
    "claim": (
        Flag("figure", "VALUE", "help.add_value", wanted=True),
        Flag("measure", "--measure", "help.add_measure", wanted=True),
        Flag("about", "--about", "help.add_about", wanted=True),
        Flag("year", "--year", "help.add_year"),
        Flag("status", "--status", "help.add_status", default="actual"),
        Flag("per", "--per", "help.add_per"),
        Flag("claim", *ID),
        *KNOWN_BY,
    ),
    "source": (
        Flag("source", "ID", "help.add_id", wanted=True),
        Flag("title", "--title", "help.add_title", wanted=True),
        Flag("publisher", "--publisher", "help.add_publisher"),
        Flag("date", "--date", "help.add_date"),
        Flag("url", "--url", "help.add_url"),
        Flag("kind", "--kind", "help.add_kind"),
        Flag("note", "--note", "help.add_note"),
    ),
}
"""What is asked of a row of each kind, in the order in which the help shows it."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    adding = typer.Typer(help="help.add", no_args_is_help=True)
    for what, flags in ROWS.items():
        adding.command(what, help=f"help.add_{what}")(alone(_command(f"{what}s", flags)))
    app.add_typer(adding, name="add", help="help.add")


def _command(table: str, flags: tuple[Flag, ...]) -> Callable[..., None]:
    """Make the command that adds a row of ``table`` by these flags."""

    def command(*, into: Path | None, new: bool, dry_run: bool, lang: str, quiet: bool, **cells: Any) -> None:
        _add(table, flags, cells, into, Speech(lang, quiet), new=new, dry_run=dry_run)

    def own(name: str, kind: Any, *, default: Any = False) -> inspect.Parameter:
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)

    asked = [flag.parameter for flag in flags]
    place = sum(flag.flag.isupper() for flag in flags)
    asked[place:place] = [own("into", Into, default=None), own("new", New)]
    asked += [own("dry_run", DryRun), own("lang", Lang, default="zh"), own("quiet", Quiet)]
    command.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]  # what typer reads
    return command


def _add(
    table: str,
    flags: tuple[Flag, ...],
    cells: dict[str, Any],
    into: Path | None,
    speech: Speech,
    *,
    new: bool,
    dry_run: bool,
) -> None:
    """Ask for what is missing at a terminal, else refuse; then add the row, checked with the whole dataset."""
    from chainlink.intake.additions import add_row, namesakes

    another = cells.pop("another", False)
    if "unnamed" in cells:
        cells["named"] = not cells.pop("unnamed")
    if "about" in cells:
        cells["about"] = ";".join(cells["about"] or []) or None
        cells["from"] = cells["to"] = cells.pop("year")
    dataset, before = open_dataset(into, new=new)
    for flag in flags:
        if flag.wanted and not cells[flag.column]:
            meaning = terms.word(flag.meaning, speech.lang)
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise CallError("missing_flag", flag=flag.flag, meaning=meaning)
            ask: Callable[..., str] = typer.prompt
            cells[flag.column] = ask(meaning, err=True)
    tables, log, made = add_row(dataset, table, cells, another=another, lang=speech.lang)
    finish(dataset, tables, log, into, before, speech, dry_run=dry_run)
    if table == "firms" and not speech.quiet and (others := namesakes(dataset, cells)):
        say(terms.sentence("intake.namesakes", speech.lang, name=cells["name"], others="; ".join(others)))
    if not speech.quiet and not dry_run:
        say(terms.sentence("intake.added_row", speech.lang, table=table, id=made))
