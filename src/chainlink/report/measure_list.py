"""A measure asked for by name on a file: which function, with which columns, and its result as lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from chainlink import measures, terms
from chainlink.dataset.io_table import read_io_table, read_long_table
from chainlink.errors import CallError
from chainlink.report.listing import Listing


@dataclass(frozen=True)
class Request:
    """What is asked about a table; None = the measure's own default.

    ``row``, ``column``, ``value`` name columns of the table (default: its first, second and, where the measure needs
    amounts, third); ``output`` is a file of gross outputs for a long table of flows.
    """

    row: str | None = None
    column: str | None = None
    value: str | None = None
    output: Path | None = None
    at_least: float = 1.0
    options: dict[str, Any] = field(default_factory=dict)


# What a measure works on: amounts by row and column; pairs present; links; an input-output table.
KINDS = {
    "location_quotient": "amounts",
    "presence": "amounts",
    "proximity": "pairs",
    "relatedness_density": "pairs",
    "complexity": "pairs",
    "complexity_outlook": "pairs",
    "fitness": "pairs",
    "bipartite_null": "pairs",
    "validated_copresence": "pairs",
    "link_scores": "pairs",
    "herfindahl": "shares",
    "single_source": "sources",
    "upstreamness": "links",
    "trophic_level": "links",
    "technical_coefficients": "io",
    "allocation_coefficients": "io",
    "leontief_inverse": "io",
    "ghosh_inverse": "io",
    "multipliers": "io",
    "power_of_dispersion": "io",
    "sensitivity_of_dispersion": "io",
    "hypothetical_extraction": "io",
    "table_faults": "io",
}
OPTIONS = {
    "relatedness_density": ("top",),
    "link_scores": ("method", "top"),
    "fitness": ("iterations",),
    "validated_copresence": ("side", "correction"),
    "sensitivity_of_dispersion": ("of",),
}
NAMES = tuple(KINDS)


def measure_listings(name: str, path: Path, request: Request, *, lang: str = "zh") -> list[Listing]:
    """Return the measure ``name`` of the table in ``path`` as one list, or two where it gives two frames.

    Raises:
        CallError: an unknown measure or option, a file or column that is not there, a cell that is no number.

    """
    if name not in KINDS:
        raise CallError(
            "measure_choice", name=terms.word("measure_what.measure", lang), value=name, known=", ".join(NAMES)
        )
    wanted = {key: value for key, value in request.options.items() if value is not None}
    for key in wanted:
        if key not in OPTIONS.get(name, ()):
            raise CallError(
                "measure_choice", name=name, value=f"--{key}", known=", ".join(OPTIONS.get(name, ())) or "-"
            )
    found = _WAYS[KINDS[name]](getattr(measures, name), path, request, wanted)
    frames = [found] if isinstance(found, pl.DataFrame) else list(found)
    return [_listing(name, frame, lang) for frame in frames]


def _listing(name: str, frame: pl.DataFrame, lang: str) -> Listing:
    known = terms.choices("measure_column", lang)
    reasons = {**terms.choices("undefined", lang), **terms.choices("io_fault", lang)}
    records = frame.to_dicts()
    rows = [
        {key: reasons.get(str(value), value) if key in {"reason", "fault"} else value for key, value in record.items()}
        for record in records
    ]
    title = f"{terms.word(f'measure_name.{name}', lang)} {frame.columns[0]}"
    return Listing(title, {column: known.get(column, column) for column in frame.columns}, rows, records)


def _columns(path: Path, request: Request, *, amounts: bool) -> tuple[pl.DataFrame, str, str, str | None]:
    """Read a long table; return it with the names of its row, column and value columns."""
    bare = read_long_table(path)
    places = bare.columns
    if len(places) < 2:  # noqa: PLR2004 - a row and a column
        raise CallError("measure_no_column", column=request.column or "column", known="、".join(places))
    row, column = request.row or places[0], request.column or places[1]
    value = request.value or (
        next((name for name in places[2:] if name not in {row, column}), "value") if amounts else None
    )
    return read_long_table(path, numbers=[value] if value else []), row, column, value


def _amounts(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    table, row, column, value = _columns(path, request, amounts=True)
    quotients = measures.location_quotient(table, row=row, column=column, value=str(value), **options)
    return measures.presence(quotients, at_least=request.at_least) if measure is measures.presence else quotients


def _pairs(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """With a value column the pairs present are those whose quotient reaches the bar, else every pair of the table."""
    table, row, column, value = _columns(path, request, amounts=False)
    if value:
        quotients = measures.location_quotient(table, row=row, column=column, value=value)
        table = measures.presence(quotients, at_least=request.at_least)
    return measure(table, row=row, column=column, **options)


def _shares(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    table, row, column, value = _columns(path, request, amounts=True)
    return measure(table, row=row, column=column, value=value, **options)


def _sources(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    table, row, column, value = _columns(path, request, amounts=False)
    return measure(table, row=row, column=column, value=value, **options)


def _links(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """Rows sell to columns; without a value column every link counts once."""
    table, row, column, value = _columns(path, request, amounts=False)
    return measure(table, supplier=row, buyer=column, value=value, **options)


def _io(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """A square table as printed; with a file of outputs, a long table of flows."""
    if request.output is None:
        flows, output, _ = read_io_table(path)
        return measure(flows, output, **options)
    table, row, column, value = _columns(path, request, amounts=True)
    bare = read_long_table(request.output)
    output = read_long_table(request.output, numbers=bare.columns[1:2])
    return measure(table, output, row=row, column=column, value=value, **options)


_WAYS: dict[str, Callable[..., Any]] = {
    "amounts": _amounts,
    "pairs": _pairs,
    "shares": _shares,
    "sources": _sources,
    "links": _links,
    "io": _io,
}
