"""The tables a reference and an input-output table add to the page of the region."""

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


def related_table(wording: Wording, panels: Panels) -> Table:
    """List for each district the absent sectors nearest to what it has; without a reference say why nothing is said."""
    reference = wording.outcome.reference
    title = wording.say("relatedness.title")
    if reference is None:
        about = {"districts": wording.say("column.districts"), "about": wording.say("relatedness.column_about")}
        values = {"districts": wording.names("districts", wording.index.region), "about": without_reference(wording)}
        return Table(
            "related", title, columns(about, long=("about",)), (Record(values, districts=wording.index.region),)
        )
    rows = sorted(
        wording.outcome.related.iter_rows(named=True),
        key=lambda row: (wording.index.region.index(row["place"]), row["rank"] or 0),
    )
    codes = ("rank", "sector", "state", "density", "range", "kept", "held_by", "nearest")
    heads = {"district": wording.say("column.district")} | {
        code: wording.say(f"relatedness.column_{code}") for code in codes
    }
    filled = reference.table.drop_nulls([name for name in ("value",) if name in reference.table.columns])
    note = wording.say("relatedness.note", name=reference.name, n=filled["region"].n_unique())
    if reference.unknown:
        note += wording.say("relatedness.note_unknown", n=len(reference.unknown))
    note += _noted(wording, reference.warnings)
    made = columns(heads, long=("sector", "nearest"), kinds={"kept": PERCENT})
    return Table("related", title, made, tuple(_record(wording, panels, row) for row in rows), note)


def _record(wording: Wording, panels: Panels, row: Row) -> Record:
    place, where = wording.name("districts", row["place"]), (row["place"],)
    if row["reason"]:
        why = wording.word("undefined", row["reason"])
        text = wording.say("relatedness.known", why=why, known=row["known"], held=row["held"])
        return Record({"district": place, "sector": text}, row["place"], districts=where)
    sectors = row["sectors"]
    states = (wording.results.states.get((sector, "region")) for sector in sectors)
    words = dict.fromkeys(wording.word("state", state["state"]) for state in states if state)
    values = {
        "district": place,
        "rank": row["rank"],
        "sector": wording.names("sectors", sectors),
        "state": wording.joint.join(words),
        "density": f"{row['density']:.3f}",
        "range": f"{row['density_low']:.3f}–{row['density_high']:.3f}",
        "kept": row["kept"],
        "held_by": row["held_by"],
        "nearest": wording.names("sectors", row["nearest"]),
    }
    chains = wording.index.homes(sectors)
    panel = sector_panel(panels, sectors[0]) if len(sectors) == 1 else ""
    return Record(values, row["place"], panel, where, chains)


def without_reference(wording: Wording) -> str:
    """Say that the districts of the region alone carry no information on what goes together."""
    return wording.say("relatedness.no_reference", n=len(wording.index.region))


def dispersion_table(wording: Wording) -> Table:
    """List 影响力系数 and 感应度系数 of the industries behind the sectors; no line where no table was given."""
    codes = ("industry", "power", "sensitivity", "its_sectors")
    heads = columns({code: wording.say(f"relatedness.column_{code}") for code in codes}, long=("its_sectors",))
    records = [
        Record(
            {
                "industry": " ".join(filter(None, (row["industry"], row["name"]))),
                "power": f"{row['power']:.3f}",
                "sensitivity": f"{row['sensitivity']:.3f}",
                "its_sectors": wording.names("sectors", row["sectors"]),
            }
        )
        for row in wording.outcome.dispersion.iter_rows(named=True)
    ]
    if wording.outcome.dispersion.width and not records:
        records = [Record({"industry": wording.say("relatedness.no_industry")})]
    title, note = wording.say("relatedness.dispersion"), wording.say("relatedness.dispersion_note")
    return Table("dispersion", title, heads, tuple(records), note + _noted(wording, wording.outcome.io_warnings))


def _noted(wording: Wording, warnings: Sequence[Fault]) -> str:
    """Word what the reading of a table tells; nothing where it tells nothing."""
    if not warnings:
        return ""
    lang = wording.lang
    words = [
        " ".join(filter(None, (warning.column, (value := shown_value(warning)) and f"({value})", warning.wanted(lang))))
        for warning in warnings[:NOTED]
    ]
    what = terms.word("page.semi", lang).join(words) + (" …" if len(warnings) > NOTED else "")
    return wording.say("relatedness.note_warnings", n=len(warnings), what=what)
