"""A page rendered: one self-contained HTML file that asks nothing of any network."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from chainlink import terms
from chainlink.data.writing.table import Table
from chainlink.report.formats.svg import draw_map
from chainlink.report.formats.templating import rendered
from chainlink.report.lookup.draw import legend_sign
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.district_map import district_sign, draw_district_map
from chainlink.report.panels.document import Item, Page, Panel

IN_DOM, WORTH_POOLING = 200, 8
"""So many rows of a table stand in the page; the rest waits in its data and is windowed."""
SCRIPT = (
    "values", "packed", "crowd", "panel", "selection", "address", "long_tables", "search", "keys", "export", "start",
)  # fmt: skip
"""The subjects of a page's script, in the order in which they stand in it."""
SAID_BY_SCRIPT = tuple(terms.choices("script"))


def json_text(value: object) -> str:
    """Write ``value`` as JSON that may stand inside a script element: no ``<``, ``>`` or ``&``, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def script_hash(text: str) -> str:
    """Return the CSP source expression of an inline script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def asset(name: str) -> str:
    """Return a template as it is joined into a page: no indents, no empty lines."""
    text = files("chainlink.report").joinpath("templates").joinpath(name).read_text(encoding="utf-8")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


@cache
def _script() -> str:
    """Join the script of a page from its subjects: one function around them all, so their order is that of the list."""
    return "\n".join(asset(f"script/{name}.js") for name in SCRIPT)


def _item(item: Item, page: Page) -> list[object]:
    """Write an item short: text that begins with the title of the panel it leads to leaves the title out (``~``)."""
    text, panels = item.text, page.panels
    if item.panel in panels and text.startswith(panels[item.panel].title):
        text = "~" + text.removeprefix(panels[item.panel].title)
    elif text.startswith("~"):
        text = " " + text
    opens = page.opens(item.panel)
    values: list[object] = [text, opens, list(item.rows)]
    while len(values) > 1 and not values[-1]:
        values.pop()
    return values


def _panel(panel: Panel, page: Page) -> list[object]:
    sections = [[head, [_item(item, page) for item in items]] for head, items in panel.sections]
    return [panel.title, [tag for tag in panel.tags if tag], sections]


def _rows(table: Table, page: Page) -> list[list[object]]:
    return [
        [table.words(row), page.opens(row.panel), " ".join(row.districts), " ".join(row.chains), row.state, row.band]
        for row in table.records
    ]


def _pooled(panels: Mapping[str, list[object]]) -> list[str]:
    """Move texts that panels repeat into a list that they then name by number; return the list."""
    items = [item for panel in panels.values() for _, part in panel[2] for item in part]  # type: ignore[attr-defined]
    count = Counter(item[0] for item in items)
    texts = [text for text, times in count.items() if times > 1 and len(text) >= WORTH_POOLING]
    place = {text: number for number, text in enumerate(texts)}
    for item in items:
        item[0] = place.get(item[0], item[0])
    return texts


def page_data(page: Page) -> dict[str, object]:
    """Return what the page's script reads: panels, the rows and sources they rest on, long tables."""
    panels = {key: _panel(panel, page) for key, panel in page.panels.items()}
    words = {code: terms.word(f"script.{code}", page.lang) for code in SAID_BY_SCRIPT}
    return {
        "lang": page.lang,
        "key": page.key,
        "texts": _pooled(panels),
        "panels": panels,
        "files": [list(file) for file in page.evidence.files],
        "rows": [list(row) for row in page.evidence.rows],
        "sources": [list(source) for source in page.evidence.sources],
        "tables": {table.key: _rows(table, page) for table in page.tables if len(table.records) > IN_DOM},
        "crowd": page.crowd and page.crowd.columns,
        "say": words,
    }


def render(page: Page, wording: Wording) -> str:
    """Render a page; equal input gives equal text."""
    script = _script()
    policy = (
        f"default-src 'none'; script-src '{script_hash(script)}'; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )

    def say(code: str, **parts: object) -> str:
        return terms.sentence(f"page.{code}", page.lang, **parts)

    parts = {
        "css": asset("report.css"),
        "script": script,
        "data": json_text(page_data(page)),
        "chart": draw_district_map(page.schematic) if page.schematic else draw_map(page.chart, wording),
    }
    safe = {name: Markup(text) for name, text in parts.items()}  # noqa: S704 - our files, or escaped by their makers

    def sign(kind: str, look: str) -> Markup:
        drawn = district_sign(kind, look) if page.schematic and kind != "firm" else legend_sign(kind, look)
        return Markup(drawn)  # noqa: S704 - drawn from constants

    columns = {code: terms.word(f"column.{code}", page.lang) for code in ("firm", "district", "sector")}
    widest = max((len(table.columns) for table in (*page.tables, *page.method)), default=0)
    values = {"page": page, "say": say, "policy": policy, "sign": sign, "in_dom": IN_DOM, "columns": columns, **safe}
    return rendered("page.html.j2", widest=widest, **values)


def render_sheet(template: str, style: str, **values: object) -> str:
    """Render a page to print: no script at all, nothing to load; ``style`` names its stylesheet."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    css = Markup(asset(style))  # noqa: S704 - our file
    return rendered(template, policy=policy, css=css, **values)
