"""chainlink: an offline analyzer of industrial supply-chain linkage 产业链配套.

Three calls do the main job::

    from chainlink import read_dataset, run_study, write_report

    outcome = run_study(read_dataset())
    write_report(outcome, "reports")

What they return are plain values: a :class:`Dataset` of polars frames, an :class:`Outcome` of findings with their
evidence, a list of paths.  Names are imported when first used, so that ``import chainlink`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainlink.config import Study, default_study, read_study
    from chainlink.dataset import Dataset, check_dataset, default_dataset, read_dataset
    from chainlink.errors import CallError, ChainlinkError, DataError, Fault, WriteError
    from chainlink.findings import Findings, Outcome
    from chainlink.report.write import write_report
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

_HOME = {
    "CallError": "errors",
    "ChainlinkError": "errors",
    "DataError": "errors",
    "Dataset": "dataset",
    "Fault": "errors",
    "Findings": "findings",
    "Outcome": "findings",
    "Study": "config",
    "WriteError": "errors",
    "check_dataset": "dataset",
    "default_dataset": "dataset",
    "default_study": "config",
    "read_dataset": "dataset",
    "read_study": "config",
    "run_study": "study",
    "write_report": "report.write",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
