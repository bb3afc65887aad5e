"""One cell of a CSV file changes; all the others stay as somebody wrote them."""

from __future__ import annotations

import polars as pl
import pytest

from chainlink.data.writing.csv_in_place import changed_csv


@pytest.mark.parametrize("row", ['changan, 长安跨越 ,"注""一""\n二",wan,S,5.00', "changan,长安跨越,,,S,007"])
def test_one_cell_changes_and_its_neighbours_keep_quotes_spaces_and_zeros(row: str) -> None:
    heads = "firm,name,note,district,source,extra"
    content = f"{heads}\r\n{row}\r\n".encode("utf-8-sig")
    old = pl.DataFrame({"firm": "changan", "name": "长安跨越", "note": None, "district": "wan", "row": 2})

    new = changed_csv(content, "firms", old, old.with_columns(district=pl.lit("a,b")))

    assert new is not None
    cells = row.split(",")
    changed = ",".join((*cells[:3], '"a,b"', *cells[4:]))
    assert new == f"{heads}\r\n{changed}\r\n".encode("utf-8-sig")


@pytest.mark.parametrize(
    "content",
    [
        "firm;name\nchangan;长安跨越\n".encode(),
        "firm,name\nchangan,长安跨越,三\n".encode(),
        "firm,name\nchangan,长安跨越\n".encode("gb18030"),
        "firm,name,note\nchangan,长安跨越,电话13800138000\n".encode(),
        'firm,name\nchangan,长安"跨越\n'.encode(),
    ],
)
def test_a_file_whose_cells_are_not_sure_is_left_to_be_written_whole(content: bytes) -> None:
    old = pl.DataFrame({"firm": "changan", "name": "长安跨越", "row": 2})

    assert changed_csv(content, "firms", old, old.with_columns(name=pl.lit("跨越"))) is None
