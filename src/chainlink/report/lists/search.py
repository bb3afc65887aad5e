"""What the search of a page knows beside the titles of its panels: other names of firms and sectors, readings."""

from collections.abc import Iterable

from chainlink.report.lookup.index import Row
from chainlink.report.lookup.readings import readings
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Page

NAMES = ("name", "name_en", "legal_name", "aliases")
"""The columns that hold names of a firm or a sector."""


def search_index(wording: Wording, page: Page) -> dict[str, object]:
    """Return what a page is searched by: ``also``, the other names by panel, and ``readings`` of the signs in names."""
    index = wording.index
    keys = {f"f:{firm}": row for firm, row in index.firms.items()}
    keys |= {f"s:{sector}": row for sector, row in index.sectors.items()}
    keys |= {f"d:{district}": row for district, row in index.districts.items()}
    shown = {key: (keys[key], panel.title) for key, panel in page.panels.items() if key in keys}
    if page.crowd is not None:
        places = ((firm, n) for firm, n in page.crowd.places.items() if f"f:{firm}" not in page.panels)
        shown |= {f"x:{n}": (index.firms[firm], wording.name("firms", firm)) for firm, n in places}
    also = {key: names for key, (row, title) in shown.items() if (names := _others(row, title))}
    titles = (panel.title for panel in page.panels.values())
    named = (title for _, title in shown.values())
    return {"also": also, "readings": readings((*titles, *named, *also.values(), *_tagged(page)))}


def _others(row: Row, title: str) -> str:
    """Join the names of a row that its title does not hold."""
    names = (name for column in NAMES for name in _list(row.get(column)) if name not in title)
    return "\n".join(dict.fromkeys(names))


def _list(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _tagged(page: Page) -> Iterable[str]:
    return (tag for panel in page.panels.values() for tag in panel.tags)
