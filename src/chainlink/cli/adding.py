"""``chainlink add``: one firm, link, claim or source, by flags or asked for at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from chainlink import terms
from chainlink.cli.changing import DryRun, Into, New, alone, finish, open_dataset
from chainlink.cli.console import Lang, Quiet, say
from chainlink.cli.usage import year
from chainlink.errors import CallError

SourceIds = Annotated[str | None, typer.Option("--source", help="help.add_source_id", show_default=False)]
Grade = Annotated[str | None, typer.Option("--grade", help="help.add_grade", show_default=False)]
Seen = Annotated[
    int | None, typer.Option("--seen", parser=year, metavar="INTEGER", help="help.add_seen", show_default=False)
]
Note = Annotated[str | None, typer.Option("--note", help="help.add_note", show_default=False)]
Id = Annotated[str | None, typer.Option("--id", help="help.add_id", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    adding = typer.Typer(help="help.add", no_args_is_help=True)
    for what, command in (("firm", add_firm), ("link", add_link), ("claim", add_claim), ("source", add_source)):
        adding.command(what, help=f"help.add_{what}")(alone(command))
    app.add_typer(adding, name="add", help="help.add")


def add_firm(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="help.add_name")] = None,
    *,
    into: Into = None,
    new: New = False,
    id_: Id = None,
    district: Annotated[str | None, typer.Option("--district", help="help.add_district", show_default=False)] = None,
    legal_name: Annotated[str | None, typer.Option("--legal-name", help="help.add_legal", show_default=False)] = None,
    credit_code: Annotated[str | None, typer.Option("--credit-code", help="help.add_code", show_default=False)] = None,
    aliases: Annotated[str | None, typer.Option("--aliases", help="help.add_aliases", show_default=False)] = None,
    chains: Annotated[str | None, typer.Option("--chains", help="help.add_chains", show_default=False)] = None,
    another: Annotated[bool, typer.Option("--another", help="help.add_another")] = False,
    unnamed: Annotated[bool, typer.Option("--unnamed", help="help.add_unnamed")] = False,
    source: SourceIds = None,
    grade: Grade = None,
    seen: Seen = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a firm."""
    cells = {
        "firm": id_,
        "name": name,
        "legal_name": legal_name,
        "credit_code": credit_code,
        "aliases": aliases,
        "district": district,
        "chains": chains,
        "named": not unnamed,
        "source": source,
        "grade": grade,
        "seen": seen,
        "note": note,
    }
    wanted = {"name": "NAME", "source": "--source"}
    _add("firms", cells, wanted, into, another=another, new=new, dry_run=dry_run, lang=lang, quiet=quiet)


def add_link(
    *,
    into: Into = None,
    new: New = False,
    supplier: Annotated[str | None, typer.Option("--supplier", help="help.add_supplier", show_default=False)] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="help.add_buyer", show_default=False)] = None,
    product: Annotated[str | None, typer.Option("--product", help="help.add_product", show_default=False)] = None,
    sectors: Annotated[str | None, typer.Option("--sectors", help="help.add_sectors", show_default=False)] = None,
    relation: Annotated[str, typer.Option("--relation", help="help.add_relation")] = "supply",
    id_: Id = None,
    source: SourceIds = None,
    grade: Grade = None,
    seen: Seen = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a link."""
    cells = {
        "link": id_,
        "supplier": supplier,
        "buyer": buyer,
        "product": product,
        "sectors": sectors,
        "relation": relation,
        "source": source,
        "grade": grade,
        "seen": seen,
        "note": note,
    }
    wanted = {"supplier": "--supplier", "buyer": "--buyer", "source": "--source"}
    _add("links", cells, wanted, into, new=new, dry_run=dry_run, lang=lang, quiet=quiet)


def add_claim(
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="help.add_value")] = None,
    *,
    into: Into = None,
    new: New = False,
    measure: Annotated[str | None, typer.Option("--measure", help="help.add_measure", show_default=False)] = None,
    about: Annotated[list[str] | None, typer.Option("--about", help="help.add_about", show_default=False)] = None,
    year: Annotated[str | None, typer.Option("--year", help="help.add_year", show_default=False)] = None,
    status: Annotated[str, typer.Option("--status", help="help.add_status")] = "actual",
    per: Annotated[str | None, typer.Option("--per", help="help.add_per", show_default=False)] = None,
    id_: Id = None,
    source: SourceIds = None,
    grade: Grade = None,
    seen: Seen = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a claim."""
    cells = {
        "claim": id_,
        "figure": value,
        "measure": measure,
        "about": ";".join(about or []) or None,
        "from": year,
        "to": year,
        "status": status,
        "per": per,
        "source": source,
        "grade": grade,
        "seen": seen,
        "note": note,
    }
    wanted = {"figure": "VALUE", "measure": "--measure", "about": "--about", "source": "--source"}
    _add("claims", cells, wanted, into, new=new, dry_run=dry_run, lang=lang, quiet=quiet)


def add_source(
    id_: Annotated[str | None, typer.Argument(metavar="ID", help="help.add_id")] = None,
    *,
    into: Into = None,
    new: New = False,
    title: Annotated[str | None, typer.Option("--title", help="help.add_title", show_default=False)] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="help.add_publisher", show_default=False)] = None,
    date: Annotated[str | None, typer.Option("--date", help="help.add_date", show_default=False)] = None,
    url: Annotated[str | None, typer.Option("--url", help="help.add_url", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="help.add_kind", show_default=False)] = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a source."""
    cells = {
        "source": id_,
        "title": title,
        "publisher": publisher,
        "date": date,
        "url": url,
        "kind": kind,
        "note": note,
    }
    _add("sources", cells, {"source": "ID", "title": "--title"}, into, new=new, dry_run=dry_run, lang=lang, quiet=quiet)


MEANING = {
    "name": "add_name",
    "source": "add_source_id",
    "supplier": "add_supplier",
    "buyer": "add_buyer",
    "figure": "add_value",
    "measure": "add_measure",
    "about": "add_about",
    "title": "add_title",
}


def _add(
    table: str,
    cells: dict[str, Any],
    wanted: dict[str, str],
    into: Path | None,
    *,
    another: bool = False,
    new: bool,
    dry_run: bool,
    lang: str,
    quiet: bool,
) -> None:
    """Ask for what is missing at a terminal, else refuse; then add the row, checked with the whole dataset."""
    from chainlink.intake.additions import add_row, namesakes

    dataset, before = open_dataset(into, new=new)
    for key, flag in wanted.items():
        if not cells.get(key):
            meaning = terms.word(f"help.{MEANING[key] if (table, key) != ('sources', 'source') else 'add_id'}", lang)
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise CallError("missing_flag", flag=flag, meaning=meaning)
            cells[key] = _ask(meaning)
    tables, log, made = add_row(dataset, table, cells, another=another, lang=lang)
    finish(dataset, tables, log, into, before, dry_run=dry_run, lang=lang, quiet=quiet)
    if table == "firms" and not quiet and (others := namesakes(dataset, cells)):
        say(terms.sentence("intake.namesakes", lang, name=cells["name"], others="; ".join(others)))
    if not quiet and not dry_run:
        say(terms.sentence("intake.added_row", lang, table=table, id=made))


def _ask(meaning: str) -> str:
    ask: Callable[..., str] = typer.prompt
    return ask(meaning, err=True)
