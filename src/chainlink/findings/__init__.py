"""What was found: the table of kinds, bands and states, the findings 发现 and their evidence, the outcome of a run."""

from chainlink.findings.outcome import CANDIDATE, EVIDENCE, GATE, REASON, RESTS, ROWS, Findings, Outcome, district_view
from chainlink.findings.reasons import candidates, encoded, finding_id, rests, say, some, telling, who

__all__ = [
    "CANDIDATE", "EVIDENCE", "GATE", "REASON", "RESTS", "ROWS", "Findings", "Outcome", "candidates", "district_view",
    "encoded", "finding_id", "rests", "say", "some", "telling", "who",
]  # fmt: skip
