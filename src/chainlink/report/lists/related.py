"""The tables a reference and an input-output table add to the page of the region."""

from __future__ import annotations

from collections.abc import Sequence

from chainlink import terms
from chainlink.data import shown_value
from chainlink.data.writing.table import PERCENT, Record, Table, columns
from chainlink.errors import Fault
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import sector_panel

NOTED = 5
"""So many remarks on a table are worded on a page."""


def related_table(register: Wording, panels: Panels) -> Table:
    """List for each district the absent sectors nearest to what it has; without a reference say why nothing is said."""
    reg = register
    reference = reg.outcome.reference
    title = reg.say("relatedness.title")
    if reference is None:
        about = {"districts": reg.say("column.districts"), "about": reg.say("relatedness.column_about")}
        values = {"districts": reg.names("districts", reg.index.region), "about": without_reference(reg)}
        return Table("related", title, columns(about, long=("about",)), (Record(values, districts=reg.index.region),))
    rows = sorted(
        reg.outcome.related.iter_rows(named=True),
        key=lambda row: (reg.index.region.index(row["place"]), row["rank"] or 0),
    )
    codes = ("rank", "sector", "state", "density", "range", "kept", "held_by", "nearest")
    heads = {"district": reg.say("column.district")} | {code: reg.say(f"relatedness.column_{code}") for code in codes}
    filled = reference.table.drop_nulls([name for name in ("value",) if name in reference.table.columns])
    note = reg.say("relatedness.note", name=reference.name, n=filled["region"].n_unique())
    if reference.unknown:
        note += reg.say("relatedness.note_unknown", n=len(reference.unknown))
    note += _noted(reg, reference.warnings)
    made = columns(heads, long=("sector", "nearest"), kinds={"kept": PERCENT})
    return Table("related", title, made, tuple(_record(reg, panels, row) for row in rows), note)


def _record(reg: Wording, panels: Panels, row: Row) -> Record:
    place, where = reg.name("districts", row["place"]), (row["place"],)
    if row["reason"]:
        why = reg.word("undefined", row["reason"])
        text = reg.say("relatedness.known", why=why, known=row["known"], held=row["held"])
        return Record({"district": place, "sector": text}, row["place"], districts=where)
    sectors = row["sectors"]
    states = (reg.results.states.get((sector, "region")) for sector in sectors)
    words = dict.fromkeys(reg.word("state", state["state"]) for state in states if state)
    values = {
        "district": place,
        "rank": row["rank"],
        "sector": reg.names("sectors", sectors),
        "state": reg.joint.join(words),
        "density": f"{row['density']:.3f}",
        "range": f"{row['density_low']:.3f}–{row['density_high']:.3f}",
        "kept": row["kept"],
        "held_by": row["held_by"],
        "nearest": reg.names("sectors", row["nearest"]),
    }
    chains = dict.fromkeys(chain for sector in sectors for chain in reg.index.home_chains.get(sector, ()))
    panel = sector_panel(panels, sectors[0]) if len(sectors) == 1 else ""
    return Record(values, row["place"], panel, where, tuple(chains))


def without_reference(register: Wording) -> str:
    """Say that the districts of the region alone carry no information on what goes together."""
    return register.say("relatedness.no_reference", n=len(register.index.region))


def dispersion_table(register: Wording) -> Table:
    """List 影响力系数 and 感应度系数 of the industries behind the sectors; no line where no table was given."""
    reg = register
    codes = ("industry", "power", "sensitivity", "its_sectors")
    heads = columns({code: reg.say(f"relatedness.column_{code}") for code in codes}, long=("its_sectors",))
    records = [
        Record(
            {
                "industry": " ".join(filter(None, (row["industry"], row["name"]))),
                "power": f"{row['power']:.3f}",
                "sensitivity": f"{row['sensitivity']:.3f}",
                "its_sectors": reg.names("sectors", row["sectors"]),
            }
        )
        for row in reg.outcome.dispersion.iter_rows(named=True)
    ]
    if reg.outcome.dispersion.width and not records:
        records = [Record({"industry": reg.say("relatedness.no_industry")})]
    title, note = reg.say("relatedness.dispersion"), reg.say("relatedness.dispersion_note")
    return Table("dispersion", title, heads, tuple(records), note + _noted(reg, reg.outcome.io_warnings))


def _noted(register: Wording, warnings: Sequence[Fault]) -> str:
    """Word what the reading of a table tells; nothing where it tells nothing."""
    if not warnings:
        return ""
    lang = register.lang
    words = [
        " ".join(filter(None, (warning.column, (value := shown_value(warning)) and f"({value})", warning.wanted(lang))))
        for warning in warnings[:NOTED]
    ]
    what = terms.word("page.semi", lang).join(words) + (" …" if len(warnings) > NOTED else "")
    return register.say("relatedness.note_warnings", n=len(warnings), what=what)
