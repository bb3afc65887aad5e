"""A crowd of firms too large to draw: names, sectors and links in columns, packed for search and neighbourhoods."""

from collections.abc import Sequence

from chainlink.report.lookup.wording import Wording

SIGNS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "&<>\\'")
"""87 signs that stand in a JSON string and in HTML as they are: the digits of the packed numbers."""


def pack(numbers: Sequence[int], width: int) -> str:
    """Write whole numbers >= 0 with ``width`` digits of base 87 each, the least first."""
    base = len(SIGNS)
    digits: list[str] = []
    for number in numbers:
        digits += [SIGNS[number // base**place % base] for place in range(width)]
    return "".join(digits)


def _wide(numbers: Sequence[int]) -> int:
    width, top = 1, max(numbers, default=0)
    while len(SIGNS) ** width <= top:
        width += 1
    return width


def _column(numbers: Sequence[int]) -> list[object]:
    """Pack a column; numbers that follow one another are told as runs of (first, how many), with width 0."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    if len(runs) * 8 < len(numbers):
        return [0, runs]
    width = _wide(numbers)
    return [width, pack(numbers, width)]


def _sectors(wording: Wording, chains: Sequence[str]) -> dict[str, str]:
    """The first sector of ``chains`` (none: of all) that each firm makes."""
    wanted = {
        sector for chain in chains for sector, role in wording.index.roles.get(chain, {}).items() if role != "support"
    }
    sector_of: dict[str, str] = {}
    for firm, rows in wording.index.capabilities.items():
        mine = [row["sector"] for row in rows if not chains or row["sector"] in wanted]
        if mine:
            sector_of[firm] = mine[0]
    return sector_of


def crowd_places(wording: Wording, chains: Sequence[str]) -> dict[str, int]:
    """Number the firms of ``chains`` (none: all) in the order of their rows, which then pack as runs."""
    first = _sectors(wording, chains) if chains else wording.index.firms
    rows = sorted((row["row"], firm) for firm, row in wording.index.firms.items() if firm in first)
    return {firm: number for number, (_, firm) in enumerate(rows)}


def crowd(wording: Wording, chains: Sequence[str]) -> dict[str, object]:
    """Return the firms and links of ``chains`` (none: all) in columns.

    ``names`` joined by line ends; ``district``, ``sector`` (index + 1, 0 = not known), ``row`` per firm; ``supplier``,
    ``buyer`` (index of the firm) and ``row`` per link.  Evidence is the row in the file; no text of it is carried.
    """
    first = _sectors(wording, chains)
    place = crowd_places(wording, chains)
    firms = [wording.index.firms[firm] for firm in place]
    links = [row for row in wording.index.links.values() if row["supplier"] in place and row["buyer"] in place]
    links.sort(key=lambda row: row["row"])
    sectors = list(dict.fromkeys(first.values()))
    districts = [*wording.index.region, *(key for key in wording.index.districts if key not in wording.index.region)]
    sector_place = {key: n + 1 for n, key in enumerate(sectors)}
    district_place = {key: n + 1 for n, key in enumerate(districts)}
    return {
        "names": "\n".join(" ".join(wording.name("firms", row["firm"]).split()) for row in firms),
        "districts": [[key, wording.name("districts", key), wording.index.colours.get(key, "")] for key in districts],
        "sectors": [[key, wording.name("sectors", key), wording.index.sectors[key]["stage"]] for key in sectors],
        "district": _column([district_place.get(row["district"] or "", 0) for row in firms]),
        "sector": _column([sector_place.get(first.get(row["firm"], ""), 0) for row in firms]),
        "row": _column([row["row"] for row in firms]),
        "supplier": _column([place[row["supplier"]] for row in links]),
        "buyer": _column([place[row["buyer"]] for row in links]),
        "link_row": _column([row["row"] for row in links]),
        "files": [firms[0]["file"] if firms else "", links[0]["file"] if links else ""],
    }
