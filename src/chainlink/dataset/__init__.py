"""The dataset: read, cleaned, checked, turned back to an earlier date."""

from chainlink.dataset.dataset import Dataset, default_dataset
from chainlink.dataset.read import check_dataset, read_dataset
from chainlink.dataset.wording import word_faults

__all__ = ["Dataset", "check_dataset", "default_dataset", "read_dataset", "word_faults"]
