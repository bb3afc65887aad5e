"""chainlink: an offline analyzer of industrial supply-chain linkage 产业链配套.

Three calls do the main job::

    from chainlink import read_dataset, run_study, write_report

    outcome = run_study(read_dataset())
    write_report(outcome, "reports")

What they return are plain values: a :class:`Dataset` of polars frames, an :class:`Outcome` of findings with their
evidence, a list of paths.  Names are imported when first used, so that ``import chainlink`` costs nothing.
"""

from typing import TYPE_CHECKING

from chainlink.lazy import names_of

if TYPE_CHECKING:
    from chainlink.config import Study, default_study, read_study
    from chainlink.data import Dataset, check_dataset, default_dataset, read_dataset
    from chainlink.errors import CallError, ChainlinkError, DataError, Fault, WriteError
    from chainlink.findings import Findings, Outcome
    from chainlink.report.pages.write import write_report
    from chainlink.study import run_study

__version__ = "0.1.0"

__all__ = [
    "CallError",
    "ChainlinkError",
    "DataError",
    "Dataset",
    "Fault",
    "Findings",
    "Outcome",
    "Study",
    "WriteError",
    "check_dataset",
    "default_dataset",
    "default_study",
    "read_dataset",
    "read_study",
    "run_study",
    "write_report",
]

__getattr__, __dir__ = names_of(
    __name__,
    {
        "config": "Study default_study read_study",
        "data": "Dataset check_dataset default_dataset read_dataset",
        "errors": "CallError ChainlinkError DataError Fault WriteError",
        "findings": "Findings Outcome",
        "report.pages.write": "write_report",
        "study": "run_study",
    },
)
