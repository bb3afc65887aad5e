"""The dataset: read, cleaned, checked, turned back to an earlier date."""

from chainlink.dataset.check import word_faults
from chainlink.dataset.dataset import Dataset, default_dataset
from chainlink.dataset.read import check_dataset, read_dataset

__all__ = ["Dataset", "check_dataset", "default_dataset", "read_dataset", "word_faults"]
