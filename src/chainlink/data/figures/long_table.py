"""Long tables from files: one thing a row under headings, wherever these stand; rows that are no things are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import polars as pl

from chainlink.data.cells import BLANKS
from chainlink.data.checks import credit_codes
from chainlink.data.checks.summing_rows import is_footer, sums_up
from chainlink.data.figures.io_cells import some_faults
from chainlink.data.figures.sheets import (
    UNIT,
    read_sheets,
    sheets_left,
    unit_of_cells,
    unit_stated,
    without_personal_data,
)
from chainlink.data.numerals import figures
from chainlink.data.readers import RawTable, some
from chainlink.data.readers.heading_rows import spread
from chainlink.data.readers.table import HEAD_ROWS, letters
from chainlink.errors import CallError, DataError, Fault

KNOWN = frozenset({
    "region", "activity", "value", "supplier", "buyer", "sector", "amount", "firm", "district", "input", "output",
    "source", "year", "地区", "区域", "区县", "行业", "环节", "产业", "部门", "数值", "产值", "供应企业", "采购企业",
    "供应方", "采购方", "供应商", "企业", "企业名称", "金额", "年份", "年度",
})  # fmt: skip
"""Headings that no cell below them is likely to repeat."""
YEARS = frozenset({
    "year", "years", "period", "date", "quarter", "month", "年", "年份", "年度", "时间", "日期", "期间", "季度", "月份",
    "报告期",
})  # fmt: skip
"""Headings of columns that tell when."""
LOST_DIGITS = rf"{credit_codes.SPOILT}|^\d{{15}}0{{3}}$"
"""What a spreadsheet makes of a code of many digits: 9.15E+17, or zeros in place of the last ones."""
NO_LABEL = frozenset(blank.lower() for blank in (*BLANKS, "NA"))


@dataclass(frozen=True)
class LongTable:
    """A table under its headings.

    ``frame``: ``row`` (the number a spreadsheet shows) under the name ``ROW``, and a column a heading: text, typed from
    Parquet; null = an empty cell.  ``head_row``: the row of the headings; ``warnings``: what the reading tells.
    """

    file: str
    sheet: str | None
    frame: pl.DataFrame
    head_row: int | None = None
    warnings: tuple[Fault, ...] = ()

    def fault(
        self, code: str, row: int | None = None, column: str | None = None, value: str | None = None, **parts: object
    ) -> Fault:
        """Return a fault of this table."""
        return Fault(self.file, code, None, self.sheet, row, column, value, parts)

    @property
    def columns(self) -> list[str]:
        """The headings."""
        return [name for name in self.frame.columns if name != ROW]

    @property
    def cells(self) -> pl.DataFrame:
        """The cells under the headings."""
        return self.frame.drop(ROW)

    def seen(self) -> str:
        """Name the headings and the row they were taken from."""
        return "、".join(self.columns) + (f" ({self.head_row})" if self.head_row else "")

    def with_numbers(self, columns: Collection[str], *, signed: bool = True) -> LongTable:
        """Return the table with ``columns`` as numbers (null = not stated); a unit in all their cells is told.

        Raises:
            CallError: there is no such column.
            DataError: cells that are no numbers, or negative where not ``signed``: all of them.

        """
        faults: list[Fault] = []
        remarks: list[Fault] = []
        frame = self.frame
        for name in columns:
            self.require(name)
            read = figures(frame[name])
            if read.unit:
                remarks.append(unit_of_cells(self.file, self.sheet, read.unit, column=name))
            wrong = read.wrong
            if not signed:
                wrong = wrong.set((read.numbers < 0).fill_null(value=False), "figure_negative")
            unread = pl.DataFrame([wrong, frame[ROW], frame[name].alias("cell")]).filter(wrong.is_not_null())
            faults += [self.fault(code, row, name, str(value)) for code, row, value in unread.rows()]
            frame = frame.with_columns(read.numbers.alias(name))
        if faults:
            raise DataError(some_faults(faults))
        return replace(self, frame=frame, warnings=(*self.warnings, *remarks))

    def unused(self, columns: Collection[str]) -> list[Fault]:
        """Tell the columns of figures that are not among ``columns``."""
        others = [name for name in self.columns if name not in columns and name.strip().lower() not in YEARS]
        named = [name for name in others if _holds_figures(self.frame[name])]
        return [self.fault("figures_unused", value="、".join(named))] if named else []

    def require(self, column: str) -> None:
        """Refuse the name of a column that is not there, as a CallError that names the headings and their row."""
        if column not in self.columns:
            raise CallError("measure_no_column", column=column, known=self.seen())

    def with_labels(self, columns: Sequence[str]) -> LongTable:
        """Leave out the rows that name nothing in one of ``columns``, and those that sum up others; both are told.

        So are personal data in the labels, which are cut out.

        Raises:
            DataError: labels that a spreadsheet made numbers of: several firms or sectors would become one.

        """
        texts = [name for name in columns if self.frame[name].dtype == pl.String]
        spoilt = [
            self.fault("name_number", row, name, value)
            for name in texts
            for row, value in self.frame.select(ROW, name).filter(pl.col(name).str.contains(LOST_DIGITS)).rows()
        ]
        if spoilt:
            raise DataError(some_faults(spoilt))
        summing = self.frame.select(
            pl.any_horizontal(
                [pl.lit(value=False), *(sums_up(pl.col(name)) | is_footer(pl.col(name)) for name in texts)]
            )
        ).to_series()
        frame, remarks = without_personal_data(self.frame.filter(~summing), texts, ROW, self.file, self.sheet)
        empty = frame.select(
            pl.any_horizontal(
                pl.col(name).is_null() | pl.col(name).str.normalize("NFKC").str.to_lowercase().is_in(NO_LABEL)
                if name in texts
                else pl.col(name).is_null()
                for name in columns
            )
        ).to_series()
        for code, rows in (("label_empty", frame.filter(empty)[ROW]), ("row_of_sums", self.frame.filter(summing)[ROW])):
            if len(rows):
                remarks.append(self.fault(code, count=len(rows), rows=some(rows), columns="、".join(columns)))
        if not remarks:
            return self
        return replace(self, frame=frame.filter(~empty), warnings=(*self.warnings, *remarks))

    def summed(self, pair: Sequence[str], value: str) -> list[Fault]:
        """Tell what a sum of ``value`` over each ``pair`` adds up without being asked: repeated rows, several years."""
        remarks = []
        for name in self.columns:
            if name.strip().lower() in YEARS and name not in (*pair, value):
                years = self.frame[name].drop_nulls().unique().cast(pl.String).sort()
                if len(years) > 1:
                    remarks.append(self.fault("years_summed", column=name, value=some(years)))
        twice = self.frame.height - self.frame.select(pair).n_unique()
        if twice and not remarks:
            remarks.append(self.fault("pairs_summed", column="、".join(pair), count=twice))
        return remarks


ROW = "\0row"
"""The name of the column of row numbers: no heading bears it."""


def read_long_table(path: Path, wanted: Collection[str] = ()) -> LongTable:
    """Read a table of a file: its first sheet that holds one, empty cells null.

    Args:
        path: the file.
        wanted: headings that are asked for, by which the row of headings is known.

    Raises:
        CallError: no such file, or two columns of one heading.
        DataError: the file cannot be read, or cells stand under no heading.

    """
    sheets = read_sheets(path)
    raw = next((sheet for sheet in sheets if sheet.frame.height > 1), sheets[0])
    warnings = [*raw.warnings, *sheets_left(sheets, raw)]
    if any(raw.headings):  # from Parquet: headings are names, cells are typed
        lists = [name for at, name in enumerate(raw.headings) if raw.frame[str(at)].dtype.is_nested()]
        if lists:
            raise DataError([Fault(raw.file, "nested", column=name) for name in lists])
        frame = raw.frame.rename({**{str(at): name for at, name in enumerate(raw.headings)}, "row": ROW})
        return LongTable(raw.file, raw.sheet, frame, None, tuple(warnings))
    head = find_headings([list(row[:-1]) for row in raw.frame.head(HEAD_ROWS).rows()], wanted)
    headings = _headings(raw, head)
    frame = raw.frame[head + 1 :]
    if frame.height and _is_numbered(frame.drop("row").row(0)):
        warnings.append(raw.fault("numbered_columns", int(frame["row"][0])))
        frame = frame[1:]
    warnings += unit_stated(raw, head)
    named = frame.select(pl.col("row").alias(ROW), *(pl.col(str(at)).alias(name) for at, name in headings.items()))
    return LongTable(raw.file, raw.sheet, named, int(raw.frame["row"][head]), tuple(warnings))


def find_headings(first: Sequence[Sequence[str | None]], wanted: Collection[str] = ()) -> int:
    """Return which of the first rows is that of the headings: below titles, units and groups of headings.

    It is the row with most headings that are known or ``wanted``; else the first as full as the rows below it that
    holds no figure and is no group over others (its cells do not repeat); else the first row of several cells.
    """
    known = KNOWN | {name.strip().lower() for name in wanted}
    named = [sum((cell or "").strip().lower() in known for cell in row) for row in first]
    counts = Counter(len(_stated(row)) for row in first)
    full = max(counts, key=lambda width: (counts[width], width))
    several = [at for at, row in enumerate(first) if len(set(row) - {None}) > 1]
    worded = [at for at in several if not any(map(_is_figure, _stated(first[at])))]
    whole = [at for at in worded if len(_stated(first[at])) >= full]
    if max(named) > 1:
        head = named.index(max(named))
    elif not whole:
        return several[0] if several else 0
    else:
        head = whole[0]
    cells = _stated(first[head])
    groups = len(set(cells)) < len(cells) or len(cells) < full
    follows = head + 1 in worded and len(_stated(first[head + 1])) >= len(cells)
    return head + 1 if groups and follows and any(map(_is_figure, chain(*map(_stated, first[head + 2 :])))) else head


def _stated(row: Sequence[str | None]) -> list[str]:
    return [cell for cell in row if cell is not None]


def _holds_figures(cells: pl.Series) -> bool:
    """Say whether a column holds figures and nothing else: no labels, no codes that begin with a zero."""
    read = figures(cells)
    coded = cells.dtype == pl.String and bool(cells.str.contains(r"^0\d").any())
    return read.numbers.count() > 0 and not read.wrong.count() and not coded and cells.dtype != pl.Boolean


def _is_figure(cell: str) -> bool:
    """Say whether a cell holds a figure (no year: columns are headed by those) or the unit of the table."""
    read = figures(pl.Series([cell])).numbers[0]
    return _is_unit(cell) or (read is not None and not 1900 <= read <= 2100)  # noqa: PLR2004 - years


def _is_unit(cell: str) -> bool:
    """Say whether a cell states the unit of the table and nothing else."""
    return UNIT.match(cell.strip("(（[【 ")) is not None


def _headings(raw: RawTable, head: int) -> dict[int, str]:
    """Return the heading of each column that has one; of the same names each bears that of its group too.

    CallError: two columns have one heading.  DataError: cells stand under none.
    """
    first = raw.frame.drop("row")
    over = [None if cell and _is_unit(cell) else cell for cell in first.row(head - 1)] if head else []
    over = over if len(_stated(over)) > 1 else [None] * first.width
    both = [own or group for own, group in zip(first.row(head), over, strict=True)]
    printed = {at: str(cell) for at, cell in enumerate(both) if cell}
    twice = {name for name, times in Counter(printed.values()).items() if times > 1}
    if twice:
        groups = spread(over)
        printed = {at: f"{groups[at]} {name}" if name in twice and groups[at] else name for at, name in printed.items()}
        twice = {name for name, times in Counter(printed.values()).items() if times > 1}
    row = int(raw.frame["row"][head])
    if twice:
        raise CallError("heading_twice", column=min(twice), row=row)
    faults = []
    for at in range(first.width):
        below = raw.frame[head + 1 :].filter(pl.col(str(at)).is_not_null()) if at not in printed else first[:0]
        if below.height:
            parts = {"place": letters(at), "row": below["row"][0]}
            faults.append(Fault(raw.file, "no_heading", None, raw.sheet, row, value=below[str(at)][0], parts=parts))
    if faults:
        raise DataError(faults)
    return printed


def _is_numbered(cells: Sequence[str | None]) -> bool:
    """Say whether a row numbers the columns: (1) (2) (3), or 甲 乙 1 2 as statistical forms do."""
    stated = [plain.strip("()") for plain in pl.Series(_stated(cells)).str.normalize("NFKC").to_list()]
    digits = [int(cell) for cell in stated if cell.isdecimal()]
    words = [cell for cell in stated if not cell.isdecimal()]
    return len(digits) > 1 and digits == list(range(1, len(digits) + 1)) and words == list("甲乙丙丁"[: len(words)])
