"""A measure asked for by name on a file: which function, with which columns, and its result as lists."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from chainlink import measures, terms
from chainlink.data.figures.io_table import IoTable, read_io_table
from chainlink.data.figures.long_table import ROW, LongTable, read_long_table
from chainlink.data.writing.table import Table
from chainlink.data.writing.table import listed as table_of
from chainlink.errors import CallError, Fault
from chainlink.findings.words import worded
from chainlink.reference import listed
from chainlink.report.lists.io_checks import comparison_of, empty_faults, printed_faults, read_proven_table, sum_faults


@dataclass(frozen=True)
class Request:
    """What is asked about a table; None = the measure's own default.

    ``row``, ``column``, ``value`` name columns of the table (default: the measure's own where the table has them, else
    its first, second and, where the measure needs amounts, third); ``files`` are further tables by name: output (gross
    output of a long table of flows), regional and national (sizes of sectors), row_totals, column_totals, firms,
    reference.  ``origin`` picks the rows of a square table that lists domestic and imported inputs apart.  ``warnings``
    fill with what the reading of the tables tells.
    """

    row: str | None = None
    column: str | None = None
    value: str | None = None
    at_least: float = 1.0
    files: Mapping[str, Path | None] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    origin: str | None = None
    warnings: list[Fault] = field(default_factory=list)


MEASURES: dict[str, dict[str, Any]] = listed("measures")
"""The measures that are offered by name: what each reads, which options it takes."""
for _name in MEASURES:
    worded(f"measure {_name}", f"measure_name.{_name}")


def reads(name: str) -> str | None:
    """Return what the measure of this name reads of a table; null where there is none of this name."""
    return MEASURES[name]["reads"] if name in MEASURES else None


def measure_listings(name: str, path: Path, request: Request, *, lang: str = "zh") -> list[Table]:
    """Return the measure ``name`` of the table in ``path`` as one list, or two where it gives two frames.

    Raises:
        CallError: an unknown measure or option, a file or column that is not there, a cell that is no number.

    """
    if name not in MEASURES:
        what = terms.word("measure_what.measure", lang)
        raise CallError("measure_choice", name=what, value=name, known=", ".join(MEASURES))
    options = MEASURES[name].get("options", ())
    wanted = {key: value for key, value in request.options.items() if value is not None}
    refused = [key for key in wanted if key not in options]
    if request.origin is not None and reads(name) not in {"io", "regional"}:
        refused.append("origin")
    if refused:
        raise CallError("measure_choice", name=name, value=f"--{refused[0]}", known=", ".join(options) or "-")
    result = _WAYS[MEASURES[name]["reads"]](getattr(measures, name), path, request, wanted)
    frames = [result] if isinstance(result, pl.DataFrame) else list(result)
    return [_listing(name, frame, lang) for frame in frames]


def _listing(name: str, frame: pl.DataFrame, lang: str) -> Table:
    known = terms.choices("measure_column", lang)
    if frame.columns[:2] == ["input", "output"]:
        known = {**known, "output": known["io_buyer"]}  # elsewhere it is gross output
    reasons = {**terms.choices("undefined", lang), **terms.choices("io_fault", lang)}
    records = frame.to_dicts()
    rows = [
        {key: reasons.get(str(value), value) if key in {"reason", "fault"} else value for key, value in record.items()}
        for record in records
    ]
    title = f"{terms.word(f'measure_name.{name}', lang)} {known.get(frame.columns[0], frame.columns[0])}"
    return table_of(title, {column: known.get(column, column) for column in frame.columns}, rows, records)


def _columns(
    measure: Callable[..., Any], path: Path, request: Request, *, amounts: bool, signed: bool = False
) -> tuple[pl.DataFrame, str, str, str | None]:
    """Read a long table; return it with the names of its row, column and value columns.

    Where they are not asked for they are the measure's own (buyer, supplier, value), if the table has these, else the
    first, the second and, with ``amounts``, the third.
    """
    own = {name: str(parameter.default) for name, parameter in inspect.signature(measure).parameters.items()}
    first, second = own.get("row", own.get("supplier", "")), own.get("column", own.get("buyer", ""))
    wanted = [request.row, request.column, request.value, first, second]
    table = read_long_table(path, [name for name in wanted if name])
    places = table.columns
    if len(places) < 2:  # noqa: PLR2004 - a row and a column
        raise _no_column(table, request.column or "column")
    if not {first, second} <= set(places):
        first, second = places[:2]
    row = request.row or (first if request.column != first else second)
    column = request.column or (second if row != second else first)
    rest = [name for name in places if name not in {row, column}]
    usual = own["value"] if own.get("value") in rest else None
    value = request.value or usual or (next(iter(rest), "value") if amounts else None)
    for name in (row, column, *([value] if value else [])):
        table.require(name)
    table = table.with_labels([row, column]).with_numbers([value] if value else [], signed=signed)
    request.warnings.extend([*table.warnings, *(table.summed([row, column], value) if value else [])])
    if not request.value:
        request.warnings.extend(table.unused([row, column, *([value] if value else [])]))
    return table.cells, row, column, value


def _no_column(table: LongTable, column: str) -> CallError:
    return CallError("measure_no_column", column=column, known=table.seen())


def _amounts(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    table, row, column, value = _columns(measures.location_quotient, path, request, amounts=True)
    quotients = measures.location_quotient(table, row=row, column=column, value=str(value), **options)
    return measures.presence(quotients, at_least=request.at_least) if measure is measures.presence else quotients


def _pairs(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """With a value column the pairs present are those whose quotient reaches the bar, else every pair of the table."""
    table, row, column, value = _columns(measure, path, request, amounts=False)
    if value:
        quotients = measures.location_quotient(table, row=row, column=column, value=value)
        table = measures.presence(quotients, at_least=request.at_least)
    return measure(table, row=row, column=column, **options)


def _shares(
    measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any], *, amounts: bool = True
) -> Any:
    table, row, column, value = _columns(measure, path, request, amounts=amounts)
    return measure(table, row=row, column=column, value=value, **options)


def _links(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """Rows sell to columns; without a value column every link counts once."""
    table, row, column, value = _columns(measure, path, request, amounts=False)
    output = _beside(request, "output")
    beside = () if output is None or measure is not measures.upstreamness else (output,)
    return measure(table, *beside, supplier=row, buyer=column, value=value, **options)


def _io(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """A square table as printed, or a long one: flows with a file of outputs, or coefficients."""
    square = _square(path, request, signed=measure is measures.table_faults)
    if square is not None:
        result = measure(square.flows, square.output, **options)
        return result if measure is not measures.table_faults else _with_printed(result, square, request)
    flows, output, names = _flows(measure, path, request, signed=measure is measures.table_faults)
    if output is None and not MEASURES[measure.__name__].get("from_coefficients"):
        output = _needed(measure, request, "output")
    return measure(flows, output, **names, **options)


def _with_printed(faults: pl.DataFrame, table: IoTable, request: Request) -> pl.DataFrame:
    """Add the sums printed in a table that differ from their parts; what has no line of its own is told."""
    compared = comparison_of(table)
    request.warnings.extend(empty_faults(table, compared))
    request.warnings.extend(fault for fault in sum_faults(table, compared) if fault.code == "io_sum_open")
    return (
        pl.concat([faults, printed_faults(compared)]).unique(["sector", "fault"], keep="last").sort("sector", "fault")
    )


def _square(path: Path, request: Request, *, signed: bool) -> IoTable | None:
    """Read a square table; None where columns or outputs are named, or the file is a long table of three columns."""
    named = request.row or request.column or request.value or request.files.get("output")
    if named or path.suffix.lower() == ".parquet":
        _refuse_origin(path, request)
        return None
    try:
        read = read_io_table if signed else read_proven_table
        table = read(path, origin=request.origin)
    except CallError as error:
        if error.code != "io_not_square" or len(read_long_table(path).columns) != 3:  # noqa: PLR2004
            raise
        _refuse_origin(path, request)
        return None
    request.warnings.extend(table.warnings)
    return table


def _refuse_origin(path: Path, request: Request) -> None:
    """Refuse to look for the rows of one origin in a long table."""
    if request.origin is not None:
        raise CallError("origin_of_long", value=request.origin, path=path)


def _flows(
    measure: Callable[..., Any], path: Path, request: Request, *, signed: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame | None, dict[str, str | None]]:
    """Read flows, or coefficients, of a long table, and the file of outputs where there is one."""
    table, row, column, value = _columns(measure, path, request, amounts=True, signed=signed)
    return table, _beside(request, "output"), {"row": row, "column": column, "value": value}


def _regional(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """National coefficients in a long table, or a square table of flows with its outputs."""
    square = _square(path, request, signed=False)
    table, output, names = (square.flows, square.output, {}) if square else _flows(measure, path, request)
    if output is not None:
        table, names = measures.technical_coefficients(table, output, **names), {}
    sizes = {name: _needed(measure, request, name) for name in ("regional", "national")}
    return measure(table, **sizes, **names, **options)


def _totals(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    table, row, column, value = _columns(measure, path, request, amounts=True)
    totals = {name: _needed(measure, request, name) for name in ("row_totals", "column_totals")}
    return measure(table, row=row, column=column, value=value, **totals, **options)


def _content(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    """Links by place: supplier, buyer, sector, amount; firms: firm, district."""
    table = read_long_table(path)
    bare = table.columns[:4]
    if len(bare) < 4:  # noqa: PLR2004 - those four
        raise _no_column(table, "amount")
    table = table.with_labels(bare[:3]).with_numbers([bare[3]], signed=False)
    request.warnings.extend(table.warnings)
    links = table.frame.select(
        pl.col(ROW).alias("row"), **{name: pl.col(column) for name, column in zip(_LINK, bare, strict=True)}
    )
    firms = _needed(measure, request, "firms", number=False)
    firms = firms.select(firm=pl.nth(0), district=pl.nth(1))
    if "local" not in options:
        raise _lacking(measure, "local")
    local = [name.strip() for name in re.split("[,，、;；]", options["local"]) if name.strip()]
    unknown = [name for name in local if name not in set(firms["district"])]
    if unknown:
        raise CallError("measure_choice", name="--local", value=unknown[0], known="、".join(_some(firms["district"])))
    return measure(links, firms, local=local)


_LINK = ("supplier", "buyer", "sector", "amount")


def _nearest(measure: Callable[..., Any], path: Path, request: Request, options: dict[str, Any]) -> Any:
    table, row, column, _ = _columns(measure, path, request, amounts=False)
    known = _needed(measure, request, "reference", number=False)
    known = known.select(pl.nth(0).alias(row), pl.nth(1).alias(column))
    return measure(known, table, row=row, column=column, **options)


def _beside(request: Request, name: str, *, number: bool = True) -> pl.DataFrame | None:
    """Read the further table ``name``: a label and a number, or two labels; None where it is not given."""
    path = request.files.get(name)
    if path is None:
        return None
    table = read_long_table(path)
    columns = table.columns[:2]
    if len(columns) < 2:  # noqa: PLR2004 - a label and what is said of it
        raise _no_column(table, name)
    table = table.with_labels(columns[:1] if number else columns)
    table = table.with_numbers(columns[1:] if number else [], signed=False)
    request.warnings.extend(table.warnings)
    return table.cells


def _needed(measure: Callable[..., Any], request: Request, name: str, *, number: bool = True) -> pl.DataFrame:
    value = _beside(request, name, number=number)
    if value is None:
        raise _lacking(measure, name)
    return value


def _lacking(measure: Callable[..., Any], name: str) -> CallError:
    return CallError("measure_needs", name=measure.__name__, option="--" + name.replace("_", "-"))


def _some(labels: pl.Series, most: int = 10) -> list[str]:
    return labels.drop_nulls().unique().sort().head(most).to_list()


_WAYS: dict[str, Callable[..., Any]] = {
    "amounts": _amounts,
    "pairs": _pairs,
    "nearest": _nearest,
    "shares": _shares,
    "sources": partial(_shares, amounts=False),
    "content": _content,
    "links": _links,
    "io": _io,
    "regional": _regional,
    "totals": _totals,
}
