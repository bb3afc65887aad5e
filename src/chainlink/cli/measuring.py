"""The command line's part that computes a measure of a table.  Words in, paths out, no logic of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chainlink.cli.console import LISTING, Form, Lang, Origin, Out, Quiet, deliver, form_of, say_warnings
from chainlink.cli.usage import count, decimal, share, steps
from chainlink.errors import CallError, ChainlinkError


def _is_square(path: Path) -> bool:
    """Say whether a file holds an input-output table as printed."""
    from chainlink.data.figures.io_table import read_io_table

    try:
        read_io_table(path)
    except ChainlinkError:
        return False
    return True


def register(app: typer.Typer) -> None:
    """Add the command of this file to ``app``."""

    def measure(
        name: Annotated[str, typer.Argument(metavar="NAME", help="help.measure_name")],
        table: Annotated[
            Path, typer.Argument(metavar="TABLE", help="help.measure_table", readable=False, show_default=False)
        ],
        *,
        row: Annotated[str | None, typer.Option("--row", help="help.measure_row", show_default=False)] = None,
        column: Annotated[str | None, typer.Option("--column", help="help.measure_column", show_default=False)] = None,
        value: Annotated[str | None, typer.Option("--value", help="help.measure_value", show_default=False)] = None,
        at_least: Annotated[
            float, typer.Option("--at-least", parser=share, metavar="FLOAT", help="help.measure_at_least")
        ] = 1.0,
        top: Annotated[
            int | None, typer.Option("--top", parser=count, metavar="INTEGER", help="help.top", show_default=False)
        ] = None,
        no_itself: Annotated[bool, typer.Option("--no-itself", help="help.measure_no_itself")] = False,
        iterations: Annotated[
            int | None,
            typer.Option(
                "--iterations", parser=steps, metavar="INTEGER", help="help.measure_iterations", show_default=False
            ),
        ] = None,
        side: Annotated[str | None, typer.Option("--side", help="help.measure_side", show_default=False)] = None,
        correction: Annotated[
            str | None, typer.Option("--correction", help="help.measure_correction", show_default=False)
        ] = None,
        method: Annotated[str | None, typer.Option("--method", help="help.measure_method", show_default=False)] = None,
        delta: Annotated[
            float | None,
            typer.Option("--delta", parser=decimal, metavar="FLOAT", help="help.measure_delta", show_default=False),
        ] = None,
        of: Annotated[str | None, typer.Option("--of", help="help.measure_of", show_default=False)] = None,
        local: Annotated[str | None, typer.Option("--local", help="help.measure_local", show_default=False)] = None,
        output: Annotated[
            Path | None, typer.Option("--output", help="help.measure_output", readable=False, show_default=False)
        ] = None,
        regional: Annotated[
            Path | None, typer.Option("--regional", help="help.measure_regional", show_default=False)
        ] = None,
        national: Annotated[
            Path | None, typer.Option("--national", help="help.measure_national", show_default=False)
        ] = None,
        row_totals: Annotated[
            Path | None, typer.Option("--row-totals", help="help.measure_row_totals", show_default=False)
        ] = None,
        column_totals: Annotated[
            Path | None, typer.Option("--column-totals", help="help.measure_column_totals", show_default=False)
        ] = None,
        firms: Annotated[
            Path | None, typer.Option("--firms", help="help.measure_firms", readable=False, show_default=False)
        ] = None,
        reference: Annotated[
            Path | None, typer.Option("--reference", help="help.measure_reference", show_default=False)
        ] = None,
        origin: Origin = None,
        form: Form = "table",
        out: Out = None,
        lang: Lang = "zh",
        quiet: Quiet = False,
    ) -> None:
        """Compute one measure of a table."""
        from chainlink.report.lists.measure import KINDS, Request, measure_listings

        form = form_of(form, LISTING, out, lang)
        request = Request(
            row=row,
            column=column,
            value=value,
            at_least=at_least,
            files={
                "output": output,
                "regional": regional,
                "national": national,
                "row_totals": row_totals,
                "column_totals": column_totals,
                "firms": firms,
                "reference": reference,
            },
            options={
                "top": top,
                "itself": False if no_itself else None,
                "iterations": iterations,
                "side": side,
                "correction": correction,
                "method": method,
                "delta": delta,
                "of": of,
                "local": local,
            },
            origin=origin,
        )
        if KINDS.get(name) == "links" and not (row or column or value) and _is_square(table):
            raise CallError("measure_of_links", name=name, path=str(table))
        listings = measure_listings(name, table, request, lang=lang)
        say_warnings(request.warnings, lang, quiet=quiet)
        deliver(listings, form, out, lang=lang, quiet=quiet)

    app.command("measure", help="help.measure")(measure)
