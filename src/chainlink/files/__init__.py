"""Bytes into raw rows: CSV, workbooks and Parquet, each row with the number a spreadsheet shows for it."""

from chainlink.files.folder import read_files
from chainlink.files.raw import RawFiles, RawTable
from chainlink.files.text import read_csv

__all__ = ["RawFiles", "RawTable", "read_csv", "read_files"]
