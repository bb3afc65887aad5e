"""The rows of a list that are firms: sums, footers and rows without a usable name left out, codes and dates read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from chainlink.data.checks import credit_codes
from chainlink.data.checks.fixed_codes import without_lost_zeros
from chainlink.data.checks.personal_data import cut_out, without_personal_data
from chainlink.data.checks.summing_rows import is_footer, is_line_of_text, may_be_no_name, sums_up
from chainlink.data.checks.text_checks import NUMBER_AS_NAME
from chainlink.data.readers import RawTable
from chainlink.errors import Fault
from chainlink.intake.exports import cells
from chainlink.intake.exports.list_cells import tell
from chainlink.intake.exports.no_names import named_rows
from chainlink.intake.exports.register_status import meanings
from chainlink.intake.names.parts import NOTE, NUMBERED

NOT_FOUND = "未匹配到相关企业"
DATES = ("since", "term", "approved", "report_year")
"""Fields that state a date: when the firm began, and what says of when its row is."""
BROKEN = "[\ufffd锟斤拷]{2}|\ufffd"
"""What a wrong encoding leaves behind."""
NAME_LIMIT = 100
BEFORE = 3
"""So many columns before the names are looked at for the label of a row that sums up others."""
OF_A_FIRM = "公司|厂$|集团|合作社|(?i)\\b(?:ltd|inc|llc|gmbh|co|corp|company|plant|works|factory)\\b"
"""What a name ends in that is no count (3家) beside the label of a sum."""

_STATE = (
    "(?:注|吊|撤)销|歇业|停[业产]|解散|清算|破产|倒闭|关[闭停]|搬(?:迁|走|离)|迁(?:出|走|址)|外迁|转产|"
    "(?:dissolved|closed|deregistered|struck off|liquidat(?:ed|ion)|relocated|moved|bankrupt|ceased|defunct|wound up|"
    "revoked)"
)
_REMARK = rf"[^()（）\[\]【】]{{0,12}}?(?:{_STATE})[^()（）\[\]【】]{{0,16}}"
STATE = rf"(?i)\s*(?:[(（\[【]\s*({_REMARK}|{NOTE})\s*[)）\]】]|[\s\-—–]+((?:已|被|拟|正在)(?:{_STATE})\S{{0,12}})$)"
"""What people write behind a name that is no part of it: （已注销）, （2023年搬迁）, (dissolved)."""


def lines_of(table: RawTable, tidy: pl.DataFrame, names: Sequence[int]) -> pl.DataFrame:
    """Return the rows of ``table`` that are no firm: ``row, line`` (sum or footer) and its ``label``.

    ``tidy`` are its kept cells, ``names`` the places of the columns of names.
    """
    at = str(names[0])
    before = [str(place) for place in range(max(0, names[0] - BEFORE), names[0])]
    stated = pl.exclude("row", "nothing")
    least, most = pl.min_horizontal(stated), pl.max_horizontal(stated)
    raw = table.frame.with_columns(nothing=tidy[at].is_null())
    looked_at = pl.any_horizontal(may_be_no_name(pl.col(place)) for place in (at, *before))
    raw = raw.filter(looked_at | pl.col("nothing") | (least == most))
    labels = [pl.when(sums_up(pl.col(place)) | is_footer(pl.col(place))).then(pl.col(place)) for place in before]
    lead = pl.coalesce(labels) if labels else pl.lit(None, pl.String)
    marked = raw.with_columns(lead=lead, only=pl.when(least == most).then(least))
    marked = marked.with_columns(personal=cut_out(marked["only"])[1])
    name = pl.col(at)
    nameless = name.is_null() | ~name.str.contains(OF_A_FIRM)
    lines = marked.select(
        "row",
        line=pl.when(sums_up(name) | (sums_up(pl.col("lead")) & nameless))
        .then(pl.lit("sum"))
        .when(
            is_footer(name)
            | (is_footer(pl.col("lead")) & pl.col("nothing"))
            | is_line_of_text(pl.col("only"))
            | pl.col("personal")
        )
        .then(pl.lit("footer")),
        label=pl.coalesce(pl.when(sums_up(pl.col("lead"))).then("lead"), pl.col("only"), name, "lead"),
    )
    return lines.filter(pl.col("line").is_not_null())


def checked_rows(
    rows: pl.DataFrame, lines: pl.DataFrame, table: RawTable, heads: dict[str, str], last_year: int
) -> tuple[pl.DataFrame, list[Fault], list[Fault]]:
    """Leave out rows that are no firm or have no usable name; refuse spoilt codes; read the dates.

    ``lines`` is what :func:`lines_of` says of them, ``heads`` the heading over each field; after ``last_year`` nothing
    can have happened yet.

    Returns:
        The rows of firms; what was left out; what was taken with a remark.

    """
    remarks: list[Fault] = []
    rows = rows.with_columns(pl.col("name", "district", "city", "park").str.replace_all(r"\s+", " "))
    rows = _with_dates(_without_states(rows, table, remarks, heads["name"]), table, remarks, heads, last_year)
    rows = _with_codes(rows, table, remarks, heads)
    rows, out = _without_lines(rows, lines, table, heads["name"])
    rows, out[len(out) :], remarks[len(remarks) :] = named_rows(rows, table, heads["name"])
    name = pl.col("name")
    marked = rows.with_columns(
        unmatched=name.str.contains(NOT_FOUND, literal=True),
        number=name.str.contains(NUMBER_AS_NAME),
        repeated=name.is_in(list(table.headings)),
        long=name.str.len_chars() > NAME_LIMIT,
        broken=name.str.contains(BROKEN),
    )
    wrong = (("unmatched", "office_unmatched", "original_name"), ("number", "office_name_number", "name"))
    for mark, code, field in wrong:
        out += tell(table, code, marked.filter(mark), heads.get(field, heads["name"]), field)
    out += tell(table, "office_name_empty", rows.filter(name.is_null()), heads["name"], "name")
    out += tell(table, "office_name_long", marked.filter("long"), heads["name"], "name")
    remarks += tell(table, "office_broken_signs", marked.filter("broken"), heads["name"], "name")
    left = pl.any_horizontal("unmatched", "number", "repeated", "long").fill_null(value=True) | name.is_null()
    firms = marked.filter(~left).select(rows.columns)
    unread = firms["status"].is_not_null() & meanings(firms["status"]).is_null()
    remarks += tell(table, "office_status", firms.filter(unread), heads.get("status"), "status")
    return firms, out, remarks


def parted_from_states(names: pl.Series) -> pl.DataFrame:
    """Return ``name`` without a number before it and without the ``state`` said behind it (null: nothing)."""
    names = names.str.replace(NUMBERED, "${1}${2}")
    groups = names.str.extract_groups(STATE)
    rest = names.str.replace_all(STATE, "").str.strip_chars()
    parted = pl.DataFrame({"name": rest, "state": groups.struct.field("1").fill_null(groups.struct.field("2"))})
    return parted.with_columns(pl.when(pl.col("name") != "").then("name"))


def _without_states(rows: pl.DataFrame, table: RawTable, remarks: list[Fault], heading: str) -> pl.DataFrame:
    """Take what is said of a firm's state out of its name; it is told, for the name says neither since when nor who.

    That a firm is no more is its status as of the list, whatever a column says of the status.
    """
    stated = rows.with_columns(parted_from_states(rows["name"]))
    over = meanings(stated["state"]).eq("closed").fill_null(value=False)
    stated = stated.with_columns(status=pl.when(over).then("state").otherwise("status"))
    remarks += tell(table, "office_name_state", stated.filter(pl.col("state").is_not_null()), heading, "state")
    return stated.drop("state")


def _without_lines(
    rows: pl.DataFrame, lines: pl.DataFrame, table: RawTable, heading: str
) -> tuple[pl.DataFrame, list[Fault]]:
    """Leave out the rows that sum up others and the lines of text; a row with a credit code of its own is a firm."""
    uncoded = rows.filter(pl.col("credit_code").is_null()).select("row")
    left = lines.join(uncoded, on="row", how="semi").sort("row")
    if left.is_empty():
        return rows, []
    left = left.with_columns(pl.col("label").str.extract("^([^:：(（]{1,20})").str.strip_chars())
    labels = [without_personal_data(label) if label else None for label in left["label"]]
    left = left.with_columns(label=pl.Series(labels, dtype=pl.String))
    sums, footers = left.filter(pl.col("line") == "sum"), left.filter(pl.col("line") == "footer")
    named = pl.when(is_footer(pl.concat_str("label", pl.lit(":")))).then("label")
    return rows.join(left, on="row", how="anti", maintain_order="left"), [
        *tell(table, "office_row_sum", sums, heading, "label"),
        *tell(table, "office_row_footer", footers.with_columns(label=named), heading, "label"),
    ]


def _with_codes(rows: pl.DataFrame, table: RawTable, remarks: list[Fault], heads: dict[str, str]) -> pl.DataFrame:
    codes = credit_codes.tidy_codes(rows["credit_code"])
    good = credit_codes.valid(codes)
    spoilt = credit_codes.spoilt(codes, good)
    wrong = (~good).fill_null(value=False) & ~spoilt
    for code, mask in (("office_code_number", spoilt), ("office_code_check", wrong)):
        if mask.any():
            remarks += tell(table, code, rows.filter(mask), heads.get("credit_code"), "credit_code")
    kept = rows.with_columns(code=codes, good=good)
    return (
        _with_industries(kept, table, remarks, heads)
        .with_columns(credit_code=pl.when("good").then("code"))
        .select(rows.columns)
    )


def _with_dates(
    rows: pl.DataFrame, table: RawTable, remarks: list[Fault], heads: dict[str, str], last_year: int
) -> pl.DataFrame:
    """Read the dates; a cell that is none, or lies in a year that has not come yet, is told and left out alone."""
    dates: dict[str, pl.Series] = {}
    for field in DATES:
        stated = cells.days(rows[field])
        ahead = (stated.str.head(4).cast(pl.Int64) > last_year).fill_null(value=False)
        dates[field] = stated.set(ahead, None)
        if field != "term":  # a term says of its end what it likes; of its beginning at most when the firm began
            unread = rows[field].is_not_null() & stated.is_null()
            remarks += tell(table, "office_date", rows.filter(unread), heads.get(field), field)
            remarks += tell(table, "office_date_ahead", rows.filter(ahead), heads.get(field), field)
    since = dates["since"]
    return rows.with_columns(
        since=since.zip_with(since.is_not_null(), dates["term"]),
        approved=dates["approved"],
        report_year=dates["report_year"].str.head(4),
    )


def _with_industries(rows: pl.DataFrame, table: RawTable, remarks: list[Fault], heads: dict[str, str]) -> pl.DataFrame:
    """Leave out the industry codes that lost their leading zero."""
    if not rows["industry"].str.contains(r"(?:^|;)\s*[0-9０-９]{1,3}(?:\.0)?\s*(?:;|$)").any():
        return rows
    rows = rows.with_columns(sound=without_lost_zeros(pl.col("industry").str.split(";")).list.join(";"))
    lost = rows.filter(pl.col("sound") != pl.col("industry"))
    remarks += tell(table, "office_industry_zero", lost, heads.get("industry"), "industry")
    return rows.with_columns(industry=pl.when(pl.col("sound") != "").then("sound")).drop("sound")
