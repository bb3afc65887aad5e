"""A comparison as a file: CSV, JSON, Excel, or one page that needs neither script nor network."""

from importlib.resources import files

from markupsafe import Markup

from chainlink import terms
from chainlink.data.writing.table import listed
from chainlink.data.writing.table_files import as_csv, as_xlsx, json_bytes, plain
from chainlink.report.formats.templating import rendered
from chainlink.report.lists.comparison import Comparison

MOST_LINES = 1000
"""So many rows of a part stand on the page; CSV holds them all."""
FLAT = ("part", "change", "timing", "id", "name", "before", "after", "detail", "place")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
APART = {"sides", "summary"}


def comparison_file(comparison: Comparison, form: str) -> bytes:
    """Return the comparison as ``form``: csv, json, xlsx or html.

    CSV is one flat list; JSON a list a part, in the programme's own names; Excel a sheet a part.
    """
    if form == "json":
        parts = {section.key: section.facts for section in comparison.sections}
        return json_bytes({"title": comparison.title, **parts})
    if form == "xlsx":
        return as_xlsx(comparison.sections)
    return _csv(comparison) if form == "csv" else _html(comparison)


def _csv(comparison: Comparison) -> bytes:
    rows = [
        {"part": section.title, **row}
        for section in comparison.sections
        if section.key not in APART
        for row in section.rows
    ]
    heads = {key: terms.word(f"diff_column.{key}", comparison.lang) for key in FLAT}
    return as_csv(listed(comparison.title, heads, rows))


def _html(comparison: Comparison) -> bytes:
    def say(code: str, **parts: object) -> str:
        return terms.sentence(f"diff.{code}", comparison.lang, **parts)

    css = Markup(files("chainlink.report").joinpath("templates").joinpath("report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    values = {"say": say, "css": css, "plain": plain, "policy": POLICY, "most": MOST_LINES}
    values["widest"] = max(len(section.columns) for section in comparison.sections)
    return rendered("comparison.html.j2", comparison=comparison, **values).encode("utf-8")
