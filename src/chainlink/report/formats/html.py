"""A page rendered: one self-contained HTML file that asks nothing of any network."""

import base64
import hashlib
import json
import posixpath
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from chainlink import terms
from chainlink.report.formats.page_tables import Shown, signs
from chainlink.report.formats.svg import draw_map
from chainlink.report.formats.templating import rendered
from chainlink.report.lists.search import search_index
from chainlink.report.lookup.draw import legend_sign
from chainlink.report.lookup.site import METHOD, site
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.district_map import district_sign, draw_district_map
from chainlink.report.panels.document import Item, Page, Panel

IN_DOM, WORTH_POOLING = 200, 8
"""So many rows of a table stand in the page; the rest waits in its data and is windowed."""
SCRIPT = (
    "theme", "values", "packed", "likeness", "crowd", "panel", "selection", "address", "rows", "long_tables", "heads",
    "search", "beside", "keys", "export", "fold", "start",
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


def _pooled(panels: Mapping[str, list[object]]) -> list[str]:
    """Move texts that panels repeat into a list that they then name by number; return the list."""
    items = [item for panel in panels.values() for _, part in panel[2] for item in part]  # type: ignore[attr-defined]
    count = Counter(item[0] for item in items)
    texts = [text for text, times in count.items() if times > 1 and len(text) >= WORTH_POOLING]
    place = {text: number for number, text in enumerate(texts)}
    for item in items:
        item[0] = place.get(item[0], item[0])
    return texts


def page_data(page: Page, wording: Wording) -> dict[str, object]:
    """Return what the page's script reads: panels, the rows and sources they rest on, long tables."""
    long = (table for table in page.tables if len(table.records) > IN_DOM)
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
        "tables": {table.key: Shown(table, page.lang, page.opens).lines() for table in long},
        "search": search_index(wording, page),
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

    def first(code: str, **parts: object) -> str:
        return terms.sentence(f"first_screen.{code}", page.lang, **parts)

    parts = {
        "css": css("report.css", "tables.css", *(["first_screen.css"] if page.screen else [])) + signs(),
        "script": script,
        "data": json_text(page_data(page, wording)),
        "chart": draw_district_map(page.schematic) if page.schematic else draw_map(page.chart, wording),
        "between": draw_district_map(page.between) if page.between else "",
    }
    safe = {name: Markup(text) for name, text in parts.items()}  # noqa: S704 - our files, or escaped by their makers

    def road_sign(kind: str, look: str) -> Markup:
        drawn = legend_sign(kind, look) if kind == "firm" else district_sign(kind, look)
        return Markup(drawn)  # noqa: S704 - drawn from constants

    def sign(kind: str, look: str) -> Markup:
        drawn = road_sign(kind, look) if page.schematic else legend_sign(kind, look)
        return Markup(drawn)  # noqa: S704 - drawn from constants

    columns = {code: terms.word(f"column.{code}", page.lang) for code in ("firm", "district", "sector")}
    widest = max((len(table.columns) for table in page.tables), default=0)
    values = {
        "page": page, "say": say, "first": first, "policy": policy, "sign": sign, "road_sign": road_sign,
        "in_dom": IN_DOM, "columns": columns, "contents": _contents(page, say), "folded": page.screen is not None,
        "shown": lambda table: Shown(table, page.lang, page.opens),
    }  # fmt: skip
    here = f"districts/{page.key}.html" if page.schematic else f"{page.key}.html"
    return rendered("page.html.j2", widest=widest, **values, **site_values(wording, here), **safe)


def _contents(page: Page, say: Callable[[str], str]) -> list[tuple[str, str]]:
    """The places of a page to jump to, by their ids, and their words."""
    places = [("districts", page.between.title)] if page.between else []
    places += [("work", page.chart.title)] + [(f"table-{table.key}", table.title) for table in page.tables]
    return [*places, *([("pages", say("pages"))] if page.pages else [])]


def site_values(wording: Wording, here: str) -> dict[str, Any]:
    """Return what the template part at the top of every page reads, as the page ``here`` of the report shows it."""
    method = posixpath.relpath(METHOD, posixpath.dirname(here) or ".")
    return {"site": site(wording, here), "site_label": wording.say("site.label"), "method": method}


def render_sheet(template: str, *styles: str, themed: bool = False, **values: object) -> str:
    """Render a page that is read without a script, nothing to load; ``styles`` name its stylesheets.

    A ``themed`` one has a script that sets its theme as the reader chose it on another page.
    """
    script = asset("script/theme.js") if themed else ""
    allowed = f"script-src '{script_hash(script)}'; " if script else ""
    policy = f"default-src 'none'; {allowed}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    safe = {"css": Markup(css(*styles)), "theme": Markup(script)}  # noqa: S704 - our files
    return rendered(template, policy=policy, **safe, **values)


def css(*names: str) -> str:
    """Join stylesheets; that of the part at the top of every page comes last."""
    return "\n".join(map(asset, (*names, "site.css")))
