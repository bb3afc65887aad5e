"""The dataset: read, cleaned, checked, turned back to an earlier date."""

from chainlink.data.dataset import Dataset, default_dataset
from chainlink.data.fault_words import fault_row, shown_value, word_faults
from chainlink.data.read import check_dataset, read_dataset, size_of_dataset

__all__ = [
    "Dataset",
    "check_dataset",
    "default_dataset",
    "fault_row",
    "read_dataset",
    "shown_value",
    "size_of_dataset",
    "word_faults",
]
