"""One reader of tables: workbooks, CSV, Parquet and zips of them into raw rows, numbered as in a spreadsheet."""

from chainlink.data.readers.folder import read_files
from chainlink.data.readers.reading import read_bytes, read_tables
from chainlink.data.readers.table import FindHead, RawFiles, RawTable, first_row, some

__all__ = [
    "FindHead",
    "RawFiles",
    "RawTable",
    "first_row",
    "read_bytes",
    "read_files",
    "read_tables",
    "some",
]
