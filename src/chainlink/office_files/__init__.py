"""Files of an office into raw rows: workbooks with banners, CSV of any Chinese encoding, zips around them."""

from __future__ import annotations

from chainlink.office_files.reading import read_office_bytes, read_office_file
from chainlink.office_files.table import FindHead, OfficeTable, some

__all__ = ["FindHead", "OfficeTable", "read_office_bytes", "read_office_file", "some"]
