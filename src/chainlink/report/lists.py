"""The lists other programs read: findings as JSON rows and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from chainlink import terms
from chainlink.findings import ROWS, Outcome
from chainlink.report.register import Register

BOM = "\ufeff"
DEFUSED = ("=", "+", "-", "@", "\t", "\r")


def findings_rows(outcome: Outcome, lang: str = "zh") -> list[dict[str, Any]]:
    """Return the findings as JSON rows, in the order of the page's lists.

    Each row holds the fields of DESIGN §5 (ids as they are in the data, null where nothing is stated), ``words`` with
    what people read for them, and ``evidence``: a list of role, table, row, file, source.
    """
    register = Register(outcome, lang)
    found = []
    for row in register.findings:
        given = {name: row[name] for name in ROWS}
        given |= {
            "reasons": [_opened(reason) for reason in row["reasons"] or ()],
            "gates": [_opened(gate) for gate in row["gates"] or ()],
            "next_question": _opened(row["next_question"]) if row["next_question"] else None,
            "words": _words(register, row),
        }
        proof = register.evidence.get(row["finding"], ())
        given["evidence"] = [{name: one[name] for name in ("role", "table", "row", "file", "source")} for one in proof]
        found.append(given)
    return found


def _words(register: Register, row: Mapping[str, Any]) -> dict[str, str]:
    """What people read for the ids of a finding."""
    return {
        "sector": register.name("sectors", row["sector"]),
        "other_sector": register.name("sectors", row["other_sector"]),
        "kind": register.word("kind", row["kind"]),
        "action": register.word("action", row["action"]),
        "confidence": register.word("confidence", row["confidence"]),
        "chains": register.names("chains", row["chains"]),
        "districts_needing": register.names("districts", row["districts_needing"]),
        "districts_having": register.names("districts", row["districts_having"]),
        "buyers": register.names("firms", row["buyers"]),
        "reasons": "；".join(register.reason("reason", reason) for reason in row["reasons"] or ()),
        "gates": "；".join(
            f"{register.word('gate', gate['gate'])}：{register.reason('gate_reason', gate)}" for gate in row["gates"] or ()
        ),
        "next_question": register.reason("question", row["next_question"]),
    }


def _opened(reason: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reason, gate or question with its parameters as an object."""
    return dict(reason) | {"parts": json.loads(reason["parts"] or "{}")}


def defused(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DEFUSED) else text


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a CSV as spreadsheets in China open it: BOM, CRLF, cells defused; null is empty; numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([defused(head) for head in heads])
    for row in rows:
        writer.writerow(["" if cell is None else cell if isinstance(cell, int | float) else defused(str(cell)) for cell in row])
    return BOM + out.getvalue()


COLUMNS = (
    "finding", "band", "rank", "rank_low", "rank_high", "robust", "kind", "action", "sector", "other_sector", "chains",
    "districts_needing", "districts_having", "buyers", "structural_need", "confidence", "value", "value_low",
    "value_high", "value_basis", "flow_basis", "gates", "reasons", "next_question", "evidence",
)  # fmt: skip


def findings_csv(rows: Iterable[Mapping[str, Any]], lang: str = "zh") -> str:
    """Write rows of ``findings_rows`` as CSV, worded for people; ``evidence`` lists file and row."""
    lines = []
    for row in rows:
        cells: list[object] = []
        for column in COLUMNS:
            if column == "evidence":
                cells.append(";".join(dict.fromkeys(f"{one['file']}:{one['row']}" for one in row["evidence"])))
            else:
                cells.append(row["words"].get(column, row[column]))
        lines.append(cells)
    heads = [terms.word(f"finding_column.{column}", lang) for column in COLUMNS]
    return csv_text(heads, lines)


def findings_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows of ``findings_rows`` as JSON, a row an object."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
