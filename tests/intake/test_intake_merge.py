"""What an import does to a dataset: known firms filled, new ones added, twice is once, and never half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from tests.office import as_csv, as_xlsx, code, put, table
from tests.small import TABLES, small_dataset

from chainlink.data import Dataset, check_dataset, read_dataset
from chainlink.data.readers import read_bytes
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES as SCHEMAS
from chainlink.data.writing import transaction as dataset_swap
from chainlink.data.writing.transaction import fingerprint, recover, replace_tables
from chainlink.errors import CallError, DataError
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.fresh import fresh_dataset
from chainlink.intake.merge import plan_import
from chainlink.intake.plan import Plan

LONG = {
    "name": "重庆长安跨越车辆有限公司",
    "code": code(1),
    "status": "存续",
    "district": "万州区",
    "since": "1997-01-28",
    "former": "重庆跨越汽车厂",
    "approved": "2024-05-06",
}
NEW = {
    "name": "重庆试验照明有限公司",
    "code": code(2),
    "status": "注销",
    "district": "开州区",
    "approved": "2024-03-01",
    "person": "张三",
    "phone": "13800000000",
}


def plan(data: Dataset, *files: tuple[str, bytes], **options: str) -> Plan:
    tables = [one for name, content in files for one in read_bytes(name, content, find_head)]
    return plan_import(data, read_exports(tables), **options)


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    return read_dataset(small_dataset(tmp_path / "data"))


def taken(data: Dataset, found: Plan) -> Dataset:
    replace_tables(data, found.tables, log=found.log)
    return read_dataset(data.path)


@pytest.mark.parametrize("kind", ["Q1", "Q2", "Q3", "T1", "T2"])
def test_a_second_import_of_the_same_file_changes_nothing(data: Dataset, kind: str) -> None:
    file = ("a.xlsx", as_xlsx(table(kind, [LONG, NEW])))

    first = plan(data, file)
    second = plan(taken(data, first), file)

    assert (first.counts["added"], first.counts["updated"]) == (1, 1)
    assert (second.counts["added"], second.counts["updated"], second.counts["unchanged"]) == (0, 0, 2)
    assert second.tables == {}
    assert second.log.is_empty()


def with_code(folder: Path) -> Dataset:
    firms = [{**row, "credit_code": LONG["code"] if row["firm"] == "changan" else ""} for row in TABLES["firms"]]
    return read_dataset(small_dataset(folder, firms=firms))


def test_a_known_firm_is_filled_and_nothing_stated_is_overwritten(tmp_path: Path) -> None:
    data = with_code(tmp_path / "coded")
    after = taken(data, plan(data, ("a.csv", as_csv(table("Q1", [LONG]), "gb18030"))))

    firm = after.tables["firms"].filter(pl.col("firm") == "changan").row(0, named=True)
    assert (firm["name"], firm["legal_name"], firm["district"], firm["since"]) == (
        "长安跨越",
        LONG["name"],
        "wan",
        "1997-01-28",
    )
    assert "重庆跨越汽车厂" in firm["aliases"]


def test_what_differs_from_the_dataset_is_told(tmp_path: Path) -> None:
    found = plan(with_code(tmp_path / "coded"), ("a.csv", as_csv(table("Q1", [{**LONG, "district": "开州区"}]))))

    told = [(one.row, one.value, one.parts["kept"]) for one in found.told if one.code == "import_differs"]
    assert told == [(2, "kai", "wan")]


def test_a_like_name_in_another_district_is_a_new_firm_and_told(data: Dataset) -> None:
    found = plan(data, ("a.csv", as_csv(table("Q1", [{**LONG, "district": "开州区"}]))))

    assert (found.counts["added"], found.possible.height) == (1, 0)
    assert [one.parts["firm"] for one in found.told if one.code == "import_apart_place"] == ["changan"]


def test_a_new_firm_says_the_file_the_sheet_and_the_row_it_came_from(data: Dataset) -> None:
    after = taken(data, plan(data, ("a.xlsx", as_xlsx(table("T2", [LONG, NEW]), sheet="高级搜索", banner="导出"))))

    firm = after.tables["firms"].filter(pl.col("firm") == NEW["code"]).row(0, named=True)
    source = after.tables["sources"].filter(pl.col("source") == firm["source"][0]).row(0, named=True)
    assert firm["note"] == "导入：a.xlsx｜高级搜索 第4行"
    assert (source["title"], source["publisher"], source["date"]) == ("a.xlsx｜高级搜索", "天眼查", "2024-05-06")
    assert (after.path / "intake_log.csv").read_text(encoding="utf-8-sig").count(NEW["code"]) == 2


def test_a_firm_struck_off_is_closed_in_the_year_of_the_file(data: Dataset) -> None:
    after = taken(data, plan(data, ("a.xlsx", as_xlsx(table("Q1", [NEW]))), date="2025"))

    status = after.tables["firm_status"].filter(pl.col("firm") == NEW["code"])
    assert status.select("year", "status").rows() == [(2025, "closed")]


def test_the_same_firm_twice_is_one_row_and_told(data: Dataset) -> None:
    found = plan(data, ("a.xlsx", as_xlsx(table("Q1", [NEW, {"name": NEW["name"], "scope": "灯具生产"}]))))

    assert found.counts["added"] == 1
    assert found.firms.filter(pl.col("name") == NEW["name"])["scope"].to_list() == ["灯具生产"]
    assert [one.code for one in found.told if one.code.startswith("import_twice")] == ["import_twice"]


def test_a_chain_column_gives_inferred_capabilities(data: Dataset) -> None:
    after = taken(data, plan(data, ("a.xlsx", as_xlsx(table("C1", [{**NEW, "node": "车身冲压件;没有的环节"}])))))

    found = after.tables["capabilities"].filter(pl.col("firm") == NEW["code"])
    assert found.select("sector", "basis").rows() == [("stamping", "inferred")]


def test_a_capacity_becomes_a_claim_with_its_unit_and_precision(data: Dataset) -> None:
    after = taken(data, plan(data, ("a.xlsx", as_xlsx(table("X", [{**NEW, "capacity": "约18万套"}]))), date="2024"))

    claim = after.tables["claims"].filter(pl.col("measure") == "capacity").row(0, named=True)
    assert (claim["value"], claim["unit"], claim["precision"], claim["status"]) == (180000.0, "套", "about", "capacity")


def test_a_chain_word_that_is_no_sector_is_told_with_its_heading(data: Dataset) -> None:
    found = plan(data, ("a.xlsx", as_xlsx(table("C1", [{**NEW, "node": "没有这个环节"}]))))

    assert [(one.column, one.value) for one in found.told if one.code == "import_node"] == [
        ("产业链节点", "没有这个环节")
    ]
    assert "capabilities" not in found.tables


def test_a_file_without_a_date_says_so_and_is_dated_later(data: Dataset) -> None:
    file = ("a.xlsx", as_xlsx(table("X", [{"name": "重庆无日期有限公司", "code": code(8), "status": "存续"}])))
    first = plan(data, file)

    second = plan(taken(data, first), file, date="2024-05-01")

    assert "import_no_date" in {one.code for one in first.told}
    assert first.counts["status"] == 0
    assert second.counts["status"] == 1
    assert second.tables["sources"]["date"].to_list()[-1] == "2024-05-01"


def test_a_district_nobody_knows_is_left_blank_and_told(data: Dataset) -> None:
    found = plan(data, ("a.xlsx", as_xlsx(table("Q1", [{**NEW, "district": "北碚区"}]))))

    assert [(one.code, one.value) for one in found.told if one.code == "import_district"] == [
        ("import_district", "北碚区")
    ]


def test_personal_data_never_stand_in_a_table(data: Dataset) -> None:
    tables = read_bytes("a.xlsx", as_xlsx(table("Q1", [NEW])), find_head)
    found = plan_import(data, read_exports(tables, keep_contacts=True))
    replace_tables(data, found.tables, log=found.log, contacts=found.contacts)

    after = read_dataset(data.path)

    assert "13800000000" in (data.path / "contacts.csv").read_text(encoding="utf-8-sig")
    assert after.warnings == data.warnings
    for name in after.tables:
        assert "13800000000" not in after.tables[name].write_json()
        assert "张三" not in after.tables[name].write_json()


def test_the_order_of_files_does_not_decide_what_is_in_the_dataset(data: Dataset) -> None:
    one, other = ("a.xlsx", as_xlsx(table("Q1", [LONG]))), ("b.xlsx", as_xlsx(table("T1", [NEW])))

    left, right = plan(data, one, other), plan(data, other, one)

    drop = ["file", "sheet", "row"]
    assert left.tables["firms"].drop(drop).sort("firm").equals(right.tables["firms"].drop(drop).sort("firm"))


# --- the swap -------------------------------------------------------------------------------------------------------


def test_what_was_replaced_is_kept_whole(data: Dataset) -> None:
    before = {file.name: file.read_bytes() for file in data.path.iterdir()}
    swapped = replace_tables(data, plan(data, ("a.xlsx", as_xlsx(table("Q1", [NEW])))).tables)

    assert swapped.backup is not None
    assert {file.name: file.read_bytes() for file in swapped.backup.iterdir()} == before


@pytest.mark.parametrize("step", ["compose", "check", "swap", "keep"])
def test_an_import_that_stops_at_any_step_leaves_the_old_or_the_new_dataset_whole(data: Dataset, step: str) -> None:
    found = plan(data, ("a.xlsx", as_xlsx(table("Q1", [NEW]))))

    def stop(at: str) -> None:
        if at == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_tables(data, found.tables, log=found.log, on_step=stop)
    faults = check_dataset(data.path)[0]
    recover(data.path)

    names = read_dataset(data.path).tables["firms"]["firm"].to_list()
    assert faults == []
    assert (NEW["code"] in names) == (step == "keep")
    assert [one.name for one in data.path.parent.iterdir() if one.name.startswith(".")] == []


def test_where_folders_cannot_be_exchanged_an_interrupted_swap_is_finished(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset_swap, "_exchange", lambda _left, _right: False)
    found = plan(data, ("a.xlsx", as_xlsx(table("Q1", [NEW]))))

    def stop(at: str) -> None:
        if at == "between":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_tables(data, found.tables, on_step=stop)
    recover(data.path)

    assert NEW["code"] in read_dataset(data.path).tables["firms"]["firm"].to_list()


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_a_whole_dataset(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")
    file = put(
        tmp_path,
        "a.xlsx",
        as_xlsx(table("Q1", [{**NEW, "name": f"{at}号公司", "code": code(at)} for at in range(300)])),
    )
    script = (
        "import sys; from pathlib import Path; from chainlink.data import read_dataset; from chainlink.intake.exports.rows import read_exports;"
        "from chainlink.intake.exports.headings import find_head; from chainlink.intake.merge import plan_import;"
        "from chainlink.data.readers import read_tables; from chainlink.data.writing.transaction import replace_tables, recover;"
        f"into = Path({str(folder)!r}); recover(into); data = read_dataset(into);"
        f"found = plan_import(data, read_exports(read_tables(Path({str(file)!r}), find_head)));"
        "print('ready', flush=True); replace_tables(data, found.tables, log=found.log) if found.tables else None"
    )
    sizes = set()
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert check_dataset(folder)[0] == []
        sizes.add(read_dataset(folder).tables["firms"].height)

    assert sizes <= {3, 303}


def test_a_dataset_changed_by_another_program_meanwhile_is_not_overwritten(data: Dataset) -> None:
    before = fingerprint(data.path)
    (data.path / "firms.csv").write_text((data.path / "firms.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8")

    with pytest.raises(CallError) as caught:
        replace_tables(data, plan(data, ("a.xlsx", as_xlsx(table("Q1", [NEW])))).tables, before=before)

    assert caught.value.code == "changed_meanwhile"


def test_rows_that_would_make_a_fault_are_not_written(data: Dataset) -> None:
    before = fingerprint(data.path)
    broken = data.tables["firms"].with_columns(district=pl.lit("nowhere"))

    with pytest.raises(DataError):
        replace_tables(data, {"firms": broken})

    assert fingerprint(data.path) == before


def test_a_workbook_takes_an_import_too(tmp_path: Path, data: Dataset) -> None:
    from chainlink.data.writing.dataset_files import write_dataset

    book = tmp_path / "own.xlsx"
    write_dataset(data, book, "xlsx")
    own = read_dataset(book)

    swapped = replace_tables(own, plan(own, ("a.xlsx", as_xlsx(table("Q1", [NEW])))).tables)

    assert NEW["code"] in read_dataset(book).tables["firms"]["firm"].to_list()
    assert swapped.backup is not None
    assert NEW["code"] not in read_dataset(swapped.backup).tables["firms"]["firm"].to_list()


def test_a_folder_that_is_not_there_becomes_a_dataset_with_the_chains_and_no_other_firms(tmp_path: Path) -> None:
    base = fresh_dataset(read_dataset(), tmp_path / "own")
    found = plan(base, ("a.xlsx", as_xlsx(table("Q1", [NEW]))))
    replace_tables(base, found.tables, path=tmp_path / "own", log=found.log)

    after = read_dataset(tmp_path / "own")

    assert after.tables["firms"]["name"].to_list() == [NEW["name"]]
    assert after.tables["sectors"].height == read_dataset().tables["sectors"].height
    assert json.loads((tmp_path / "own" / "datapackage.json").read_text(encoding="utf-8"))["name"] == "own"


PRODUCTS = {
    "a.csv": (as_csv, ("企业名称", "统一社会信用代码", "区县", "主要产品"), "重庆", "竹篾鸟笼、手工油纸伞"),
    "a.xlsx": (
        as_xlsx,
        ("Company", "Credit code", "District", "Main products"),
        "Kaizhou",
        "birdcages; paper umbrellas",
    ),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_products_that_no_sector_names_stay_with_their_firm_as_worded(data: Dataset, name: str) -> None:
    write, heads, district, made = PRODUCTS[name]
    old = data.tables["firms"].filter(pl.col("credit_code").is_not_null())["credit_code"]
    rows = [heads, ("渝东鸟笼厂", code(7), district, made), *([("-", old[0], "", made)] if old.len() else [])]
    file = (name, write(rows))

    after = taken(data, plan(data, file, date="2025"))

    note = after.tables["firms"].filter(pl.col("credit_code") == code(7))["note"][0]
    assert note.endswith("产品：" + "、".join(word.strip() for word in made.replace("、", ";").split(";")))
    assert plan(after, file, date="2025").tables == {}


@pytest.mark.parametrize("note", [None, "2016年前为开县的厂"])
def test_products_of_a_known_firm_come_behind_what_its_note_says(data: Dataset, note: str | None) -> None:
    first = ("a.xlsx", as_xlsx(table("X", [{"name": "重庆试验照明有限公司", "code": code(2)}])))
    known = taken(data, plan(data, first, date="2025"))
    firms = known.tables["firms"].with_columns(
        note=pl.when(pl.col("credit_code") == code(2)).then(pl.lit(note)).otherwise("note")
    )
    replace_tables(known, {"firms": firms})
    file = (
        "b.csv",
        as_csv([("企业名称", "统一社会信用代码", "产品"), ("重庆试验照明有限公司", code(2), "走马灯")], "gb18030"),
    )

    after = taken(data, plan(read_dataset(data.path), file, date="2025"))

    said = after.tables["firms"].filter(pl.col("credit_code") == code(2))["note"][0]
    assert said == "；".join(filter(None, (note, "产品：走马灯")))
    assert plan(after, file, date="2025").tables == {}


@pytest.mark.parametrize(
    ("name", "heads"),
    [("a.xlsx", ("企业名称", "信用代码", "所属产业链")), ("a.csv", ("Company", "Credit code", "产业链"))],
)
def test_a_word_that_names_no_chain_is_told_with_its_row(data: Dataset, name: str, heads: tuple[str, ...]) -> None:
    write = as_csv if name.endswith("csv") else as_xlsx
    chain = data.tables["chains"]["name"][0]

    found = plan(data, (name, write([heads, ("渝东灯厂", code(7), chain), ("渝东纸厂", code(8), f"{chain};造纸链")])))

    told = [(one.row, one.column, one.value) for one in found.told if one.code == "import_chain"]
    assert told == [(3, "产业链", "造纸链")]


# --- what is not touched ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mark", "end"), [(b"", "\n"), (b"\xef\xbb\xbf", "\r\n")])
def test_cells_that_an_import_does_not_touch_stay_byte_for_byte(data: Dataset, mark: bytes, end: str) -> None:
    for name in ("firms", "claims", "sources"):
        file = data.path / f"{name}.csv"
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        if name == "claims":
            head = lines[0].split(",")
            lines[1:] = [
                ",".join("5.0" if head[at] == "value" else f'"{cell}"' for at, cell in enumerate(line.split(",")))
                for line in lines[1:]
            ]
        file.write_bytes(mark + end.join((*lines, "")).encode())
    before = {file.name: file.read_bytes() for file in data.path.glob("*.csv")}
    now = read_dataset(data.path)

    after = taken(now, plan(now, ("a.xlsx", as_xlsx(table("X", [{**LONG, "capacity": "18万套"}, NEW]))), date="2024"))

    assert after.tables["claims"].height == now.tables["claims"].height + 1
    lines = {
        name: [(after.path / name).read_bytes().split(end.encode()), before[name].split(end.encode())]
        for name in ("claims.csv", "sources.csv", "firms.csv")
    }
    touched = {
        name: [old for new, old in zip(*both, strict=False) if old and not new.startswith(old)]
        for name, both in lines.items()
    }
    assert not any(touched.values())  # columns that were not there come behind each row, new rows at the end
    assert after.tables["firms"].height == now.tables["firms"].height + 2
    assert b",5.0," in before["claims.csv"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_in_another_encoding_is_written_whole_and_says_the_same(data: Dataset, encoding: str) -> None:
    file = data.path / "firms.csv"
    file.write_bytes(file.read_text(encoding="utf-8-sig").encode(encoding))
    now = read_dataset(data.path)

    after = taken(now, plan(now, ("a.csv", as_csv(table("X", [NEW]))), date="2024"))

    assert after.tables["firms"]["name"].to_list() == [*now.tables["firms"]["name"], NEW["name"]]
    assert not file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_table_with_chinese_headings_and_an_empty_line_keeps_them(data: Dataset) -> None:
    file = data.path / "firms.csv"
    head, *rows = file.read_text(encoding="utf-8-sig").splitlines()
    headers = {name: str(meta["header"]) for name, _, meta in columns(SCHEMAS["firms"])}
    kept = ",".join(headers[name] for name in head.split(","))
    file.write_text("\n".join((kept, rows[0], "", *rows[1:])), encoding="utf-8")
    now = read_dataset(data.path)

    after = taken(now, plan(now, ("a.csv", as_csv(table("X", [NEW]))), date="2024"))

    lines = file.read_text(encoding="utf-8").split("\n")
    assert all(new.startswith(old) for new, old in zip(lines, (kept, rows[0], "", *rows[1:]), strict=False))
    assert after.tables["firms"].height == now.tables["firms"].height + 1
