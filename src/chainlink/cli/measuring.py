"""The command line's part that computes a measure of a table.  Words in, paths out, no logic of its own."""

from pathlib import Path
from typing import Annotated

import typer

from chainlink.cli.console import LISTING, deliver, form_of, say_warnings
from chainlink.cli.options import Origin, Speech, Target, Top, option, spread
from chainlink.cli.usage import decimal, share, steps
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
    app.command("measure", help="help.measure")(measure)


@spread
def measure(
    name: Annotated[str, typer.Argument(metavar="NAME", help="help.measure_name")],
    table: Annotated[
        Path, typer.Argument(metavar="TABLE", help="help.measure_table", readable=False, show_default=False)
    ],
    *,
    row: Annotated[str | None, option("--row", "help.measure_row")] = None,
    column: Annotated[str | None, option("--column", "help.measure_column")] = None,
    value: Annotated[str | None, option("--value", "help.measure_value")] = None,
    at_least: Annotated[
        float, typer.Option("--at-least", parser=share, metavar="FLOAT", help="help.measure_at_least")
    ] = 1.0,
    top: Top = None,
    no_itself: Annotated[bool, typer.Option("--no-itself", help="help.measure_no_itself")] = False,
    iterations: Annotated[
        int | None, option("--iterations", "help.measure_iterations", parser=steps, metavar="INTEGER")
    ] = None,
    side: Annotated[str | None, option("--side", "help.measure_side")] = None,
    correction: Annotated[str | None, option("--correction", "help.measure_correction")] = None,
    method: Annotated[str | None, option("--method", "help.measure_method")] = None,
    delta: Annotated[float | None, option("--delta", "help.measure_delta", parser=decimal, metavar="FLOAT")] = None,
    of: Annotated[str | None, option("--of", "help.measure_of")] = None,
    local: Annotated[str | None, option("--local", "help.measure_local")] = None,
    output: Annotated[Path | None, option("--output", "help.measure_output", readable=False)] = None,
    regional: Annotated[Path | None, option("--regional", "help.measure_regional")] = None,
    national: Annotated[Path | None, option("--national", "help.measure_national")] = None,
    row_totals: Annotated[Path | None, option("--row-totals", "help.measure_row_totals")] = None,
    column_totals: Annotated[Path | None, option("--column-totals", "help.measure_column_totals")] = None,
    firms: Annotated[Path | None, option("--firms", "help.measure_firms", readable=False)] = None,
    reference: Annotated[Path | None, option("--reference", "help.measure_reference")] = None,
    origin: Origin = None,
    target: Target,
    speech: Speech,
) -> None:
    """Compute one measure of a table."""
    from chainlink.report.lists.measure import Request, measure_listings, reads

    form = form_of(target, LISTING, speech.lang)
    files = {"output": output, "regional": regional, "national": national, "row_totals": row_totals}
    files |= {"column_totals": column_totals, "firms": firms, "reference": reference}
    options: dict[str, object] = {
        "top": top,
        "itself": False if no_itself else None,
        "iterations": iterations,
        "side": side,
    }
    options |= {"correction": correction, "method": method, "delta": delta, "of": of, "local": local}
    request = Request(row, column, value, at_least, files, options, origin)
    if reads(name) == "links" and not (row or column or value) and _is_square(table):
        raise CallError("measure_of_links", name=name, path=str(table))
    listings = measure_listings(name, table, request, lang=speech.lang)
    say_warnings(request.warnings, speech)
    deliver(listings, form, target.out, speech)
