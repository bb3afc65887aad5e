"""The local content rate 本地配套率 as a list: what of the stated purchases of each sector stays here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chainlink.data.writing.table import NUMBER, SHARE, Record, Table, columns
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import sector_panel

COLUMN_KINDS = {"links": NUMBER, "valued": NUMBER, "unplaced": NUMBER, "inside": NUMBER, "total": NUMBER, "rate": SHARE}


def local_content_table(
    wording: Wording, panels: Panels, scope: str, sectors: Collection[str], findings: Sequence[Row]
) -> Table:
    """List what is bought of ``sectors`` in ``scope`` (``region`` or a district): the links, their amounts, the rate.

    A link whose amount nobody has stated counts in no sum; where none has one the rate is empty, not 0, and the list
    stays on the page.
    """
    rows = [row for row in wording.results.local_content.get(scope, ()) if row["sector"] in sectors]
    heads = {
        code: wording.say(f"column.{'purchases' if code == 'links' else code}") for code in ("sector", *COLUMN_KINDS)
    }
    records = tuple(
        Record(
            {"sector": wording.both("sectors", row["sector"]), **{name: row[name] for name in COLUMN_KINDS}},
            row["sector"],
            sector_panel(panels, row["sector"], findings),
            chains=wording.index.homes([row["sector"]]),
        )
        for row in rows
    )
    counted = {name: sum(row[name] for row in rows) for name in ("links", "valued")}
    note = wording.say("page.local_content_note", n=counted["links"], valued=counted["valued"])
    title = wording.say("page.local_content", n=len(rows))
    shown = columns(heads, kinds=COLUMN_KINDS, naming=("sector",))
    return Table("local_content", title, shown, records, note, folded=True, handed=counted["valued"] > 0)
