"""A crowd of firms too large to draw: names, sectors and links in columns, packed for search and neighbourhoods."""

from __future__ import annotations

from collections.abc import Sequence

from chainlink.report.register import Register

SIGNS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "&<>\\'")
"""87 signs that stand in a JSON string and in HTML as they are: the digits of the packed numbers."""


def pack(numbers: Sequence[int], width: int) -> str:
    """Write whole numbers >= 0 with ``width`` digits of base 87 each, the least first."""
    base = len(SIGNS)
    digits = []
    for number in numbers:
        for _ in range(width):
            digits.append(SIGNS[number % base])
            number //= base  # noqa: PLW2901
    return "".join(digits)


def _wide(numbers: Sequence[int]) -> int:
    width, top = 1, max(numbers, default=0)
    while len(SIGNS) ** width <= top:
        width += 1
    return width


def _column(numbers: Sequence[int]) -> list[object]:
    width = _wide(numbers)
    return [width, pack(numbers, width)]


def crowd(register: Register, chains: Sequence[str]) -> dict[str, object]:
    """Return the firms and links of ``chains`` (none: all) in columns.

    ``names`` joined by line ends; ``district``, ``sector`` (index + 1, 0 = not known), ``row`` per firm; ``supplier``,
    ``buyer`` (index of the firm) and ``row`` per link.  Evidence is the row in the file; no text of it is carried.
    """
    wanted = {sector for chain in chains for sector, role in register.roles.get(chain, {}).items() if role != "support"}
    first: dict[str, str] = {}
    for firm, rows in register.capabilities.items():
        mine = [row["sector"] for row in rows if not chains or row["sector"] in wanted]
        if mine:
            first[firm] = mine[0]
    firms = [row for key, row in register.firms.items() if not chains or key in first]
    place = {row["firm"]: n for n, row in enumerate(firms)}
    links = [row for row in register.links.values() if row["supplier"] in place and row["buyer"] in place]
    sectors = list(dict.fromkeys(first.values()))
    districts = [*register.region, *(key for key in register.districts if key not in register.region)]
    sector_place = {key: n + 1 for n, key in enumerate(sectors)}
    district_place = {key: n + 1 for n, key in enumerate(districts)}
    return {
        "names": "\n".join(" ".join(register.name("firms", row["firm"]).split()) for row in firms),
        "districts": [[key, register.name("districts", key), register.colours.get(key, "")] for key in districts],
        "sectors": [[key, register.name("sectors", key), register.sectors[key]["stage"]] for key in sectors],
        "district": _column([district_place.get(row["district"] or "", 0) for row in firms]),
        "sector": _column([sector_place.get(first.get(row["firm"], ""), 0) for row in firms]),
        "row": _column([row["row"] for row in firms]),
        "supplier": _column([place[row["supplier"]] for row in links]),
        "buyer": _column([place[row["buyer"]] for row in links]),
        "link_row": _column([row["row"] for row in links]),
        "files": [firms[0]["file"] if firms else "", links[0]["file"] if links else ""],
    }
