"""The pages beside the findings: how they were made, and what files the report holds."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from chainlink.data.writing.table import Record, Table, columns
from chainlink.report.formats.html import render_sheet, site_values
from chainlink.report.lists.method import method_tables
from chainlink.report.lookup.site import FILES, HOME, METHOD, chains_with_a_page
from chainlink.report.lookup.wording import Wording

KINDS = ("html", "docx", "xlsx", "pdf", "svg")
"""The kinds of files by their endings, in the order in which they are listed; what is left is data."""


def method_page(wording: Wording) -> str:
    """Render the page that says how the report was made and what it rests on."""
    lines = [wording.say("page.screening"), wording.say("page.method_text")]
    return _page(wording, METHOD, wording.say("page.method"), method_tables(wording), lines)


def files_page(wording: Wording, names: Iterable[str]) -> str:
    """Render the page that lists every file of the report, each a click away."""
    titles = _titles(wording)
    groups: dict[str, list[Record]] = {kind: [] for kind in (*KINDS, "other")}
    for name in dict.fromkeys([*names, FILES]):
        kind = name.rpartition(".")[2]
        values = {"file": name, "about": titles.get(PurePosixPath(name).name.partition(".")[0], "")}
        groups[kind if kind in KINDS else "other"].append(Record(values, name, name))
    heads = columns({"file": wording.say("site.file"), "about": wording.say("site.about")}, long=("about",))
    tables = [
        Table(kind, wording.say(f"site.kind_{kind}"), heads, tuple(records))
        for kind, records in groups.items()
        if records
    ]
    return _page(wording, FILES, wording.say("site.files"), tables, [wording.say("site.files_about")])


def _titles(wording: Wording) -> dict[str, str]:
    """What the files are about, by their names without the ending."""
    titles = {chain: wording.name("chains", chain) for chain in chains_with_a_page(wording)}
    for key in wording.index.region:
        name = wording.name("districts", key)
        titles[key] = wording.say("district_page.page", name=name)
        titles[f"{key}-one-page"] = wording.say("district_page.sheet", name=name)
    own = {HOME: "page.region_page", METHOD: "site.method", FILES: "site.files"}
    return titles | {file.partition(".")[0]: wording.say(code) for file, code in own.items()}


def _page(wording: Wording, here: str, title: str, tables: Sequence[Table], lines: Sequence[str]) -> str:
    return render_sheet(
        "method.html.j2", "report.css", themed=True,
        lang=wording.lang, title=title, about=wording.title, byline=wording.byline(), lines=lines, tables=tables,
        contents=wording.say("page.contents"), widest=max((len(table.columns) for table in tables), default=0),
        **site_values(wording, here),
    )  # fmt: skip
