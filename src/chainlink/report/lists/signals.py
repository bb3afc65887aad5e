"""Signals 信号 as a list: what moves, changes over, is tried out, whom it belongs to, what fell silent."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from chainlink.data.writing.table import Record, Table, columns
from chainlink.findings.signals import Signal
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.panels import Panels

COLUMNS = ("signal", "firm", "subject", "districts", "year", "figures", "stated_in")
KEY = "signals"


def chains_of(wording: Wording, signal: Signal) -> tuple[str, ...]:
    """Return the chains a signal is of: those of its sectors; where it names none, those of its firm."""
    homes = [chain for sector in signal.sectors for chain in wording.index.home_chains.get(sector, ())]
    firm = wording.index.firms.get(signal.firm or "", {})
    return tuple(dict.fromkeys(homes if signal.sectors else firm.get("chains") or ()))


def signals_on(wording: Wording, chains: Collection[str]) -> list[Signal]:
    """Return the signals of some chains; of all chains those of none too."""
    every = set(wording.index.chains) <= set(chains)
    return [
        signal for signal in wording.outcome.signals if every or not set(chains).isdisjoint(chains_of(wording, signal))
    ]


def signals_table(wording: Wording, panels: Panels, signals: Sequence[Signal]) -> Table:
    """List signals, each with the row that states it; a line opens that row."""
    heads = columns(
        {code: wording.say(f"column.{code}") for code in COLUMNS},
        long=("subject",),
        naming=("firm",),
    )
    records = tuple(
        Record(
            _values(wording, signal),
            f"{signal.table}:{signal.id}",
            _panel(wording, panels, signal),
            signal.districts,
            chains_of(wording, signal),
        )
        for signal in signals
    )
    note = wording.say("page.signals_note", fresh=wording.outcome.study.fresh_years)
    return Table(KEY, wording.say("page.signals", n=len(records)), heads, records, note, handed=bool(records))


def signals_first(tables: Sequence[Table]) -> list[Table]:
    """Put the list of signals before the others."""
    return sorted(tables, key=lambda table: table.key != KEY)


def signal_line(wording: Wording, signal: Signal) -> str:
    """Say a signal in one line: what, of whom, where, when, how much."""
    values = _values(wording, signal)
    what = wording.semi.join(filter(None, (values["firm"], values["subject"])))
    about = [values["districts"], values["year"], values["figures"]]
    noted = wording.noted(what, wording.joint.join(part for part in about if part))
    return wording.say("page.signal_line", kind=values["signal"], what=noted)


def _values(wording: Wording, signal: Signal) -> dict[str, str]:
    name = wording.name
    place = name("districts", signal.district)
    if signal.moved_from:
        place = wording.say("page.signal_move", start=name("districts", signal.moved_from), end=place)
    subject = signal.subject or wording.names("sectors", signal.sectors)
    if signal.owner:
        subject = wording.say("page.signal_owner", owner=name("firms", signal.owner))
    claims = wording.index.claims_of.get((signal.table, signal.id), ())
    return {
        "signal": wording.word("signal", signal.kind),
        "firm": name("firms", signal.firm),
        "subject": subject,
        "districts": place,
        "year": str(signal.year),
        "figures": wording.semi.join(wording.claim_text(claim) for claim in claims),
        "stated_in": wording.index.places_of([asdict(signal)]),
    }


def _panel(wording: Wording, panels: Panels, signal: Signal) -> str:
    """Compose the panel of a signal: the row that states it, and the figures about it."""
    row = wording.index.rows_by_place(signal.table).get((signal.file, signal.row))
    if row is None:
        return ""
    items = [Item(signal_line(wording, signal), rows=(panels.row(signal.table, row),))]
    items += [
        Item(wording.claim_text(claim), rows=(panels.row("claims", wording.index.claims[claim]),))
        for claim in wording.index.claims_of.get((signal.table, signal.id), ())
    ]
    values = _values(wording, signal)
    key, title = f"n:{signal.table}:{signal.id}", values["firm"] or values["subject"]
    panels.found[key] = Panel(title, (values["signal"],), ((wording.say("column.signal"), tuple(items)),))
    return key


def lines_about(wording: Wording, key: str) -> list[str]:
    """Say the signals of a firm or a sector, a line each."""
    return [
        signal_line(wording, signal) for signal in wording.outcome.signals if key in (*signal.firms, *signal.sectors)
    ]
