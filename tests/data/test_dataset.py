"""A dataset read: headings and words in both languages, blanks, numbers, lists; the two clocks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.small import TABLES, rows, small_dataset

from chainlink import cores
from chainlink.data import Dataset, check_dataset, default_dataset, read_dataset
from chainlink.data.clocks import STAYING
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES as DECLARED


def firms(folder: Path, text: str | bytes) -> pl.DataFrame:
    return read_dataset(small_dataset(folder / "data", firms=text, bare=True, districts=TABLES["districts"])).tables[
        "firms"
    ]


def test_every_table_is_there_with_the_columns_of_its_schema_in_order(tmp_path: Path) -> None:
    dataset = read_dataset(small_dataset(tmp_path, travel=None))

    assert list(dataset.tables) == list(DECLARED)
    for name, frame in dataset.tables.items():
        assert frame.columns == list(DECLARED[name].columns())
        assert frame.schema == pl.Schema(DECLARED[name].create_empty().schema)
    assert dataset.tables["travel"].height == 0
    assert (dataset.id, dataset.region, dataset.title) == ("small", ("wan", "kai"), "小数据集")


def test_a_row_knows_its_file_and_the_row_a_spreadsheet_shows(tmp_path: Path) -> None:
    found = firms(tmp_path, '\nfirm,name,note,source\na,甲,"two\nlines",SEED\n\nb,乙,,SEED\n')

    assert found.select("file", "sheet", "row", "firm").rows() == [
        ("firms.csv", None, 3, "a"),
        ("firms.csv", None, 5, "b"),
    ]


@pytest.mark.parametrize("many", [0, 1_000_000])
def test_a_dataset_is_read_and_its_faults_are_told_alike_on_one_core_and_on_every_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    faulty = small_dataset(tmp_path, firms=rows("firms", {"firm": "a b", "name": "", "district": "nowhere"}))
    tables, faults = read_dataset().tables, check_dataset(faulty)[0]

    monkeypatch.setattr(cores, "MANY", many)

    assert all(frame.equals(tables[name]) for name, frame in read_dataset().tables.items())
    assert check_dataset(faulty)[0] == faults
    assert len(faults) > 2


@pytest.mark.parametrize("lang", ["id", "zh", "en"])
def test_headings_are_read_as_ids_in_chinese_and_in_english(tmp_path: Path, lang: str) -> None:
    expected = read_dataset(small_dataset(tmp_path / "as ids"))
    folder = small_dataset(tmp_path / lang)
    for table, schema in DECLARED.items():
        file = folder / f"{table}.csv"
        said = {
            name: {"id": name, "zh": meta["header"], "en": meta["english"]}[lang] for name, _, meta in columns(schema)
        }
        head, _, body = file.read_text(encoding="utf-8").partition("\n")
        file.write_text(",".join(f'"{said[name]}"' for name in head.strip().split(",")) + "\n" + body, encoding="utf-8")

    found = read_dataset(folder)

    assert found.warnings == ()
    assert all(found.tables[name].equals(expected.tables[name]) for name in DECLARED)


def test_headings_differ_in_width_brackets_spaces_and_case(tmp_path: Path) -> None:
    text = 'Sector, 名　称 ,上中下游*,建厂规模下限(万元),PLANT_HIGH_WAN_YUAN,来源\ns,冲压,中游,１０,"1,200",SEED\n'

    found = read_dataset(
        small_dataset(tmp_path, sectors=text, bare=True, firms=rows("firms")[2:], districts=TABLES["districts"])
    )

    assert found.warnings == ()
    assert found.tables["sectors"].select(
        "sector", "name", "stage", "plant_low_wan_yuan", "plant_high_wan_yuan"
    ).rows() == [("s", "冲压", "midstream", 10.0, 1200.0)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_dataset_saved_by_an_office_reads_like_the_original(tmp_path: Path, encoding: str) -> None:
    expected = read_dataset(small_dataset(tmp_path / "a"))
    folder = small_dataset(tmp_path / "b")
    for file in folder.glob("*.csv"):
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))

    found = read_dataset(folder)

    assert all(found.tables[name].equals(expected.tables[name]) for name in DECLARED)


def test_blanks_of_every_kind_are_null(tmp_path: Path) -> None:
    blanks = ["-", "--", "—", "暂无", "None", "#N/A", "#REF!", "　", ""]

    found = firms(
        tmp_path,
        "firm,name,legal_name,aliases,since,named,source\n"
        + "".join(f"f{at},甲,{one},{one},{one},{one},SEED\n" for at, one in enumerate(blanks)),
    )

    assert found.select("legal_name", "aliases", "since", "named").null_count().row(0) == (9, 9, 9, 9)


def test_the_word_none_of_the_vocabulary_is_no_blank(tmp_path: Path) -> None:
    sectors = [
        {**TABLES["sectors"][0], "env_class": "none"},
        {**TABLES["sectors"][1], "env_class": "无特别限制"},
        TABLES["sectors"][2],
    ]

    assert read_dataset(small_dataset(tmp_path, sectors=sectors)).tables["sectors"]["env_class"].to_list() == [
        "none",
        "none",
        None,
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Y", True), ("是", True), ("TRUE", True), ("１", True), ("n", False), ("否", False), ("0", False), ("", None)],
)
def test_yes_and_no_are_read_in_every_writing(tmp_path: Path, *, said: str, meant: bool | None) -> None:
    assert firms(tmp_path, f"firm,name,named,source\na,甲,{said},SEED\n")["named"].to_list() == [meant]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2021", "2021"), ("2021-5", "2021-05"), ("2021/5/1", "2021-05-01"), ("2021年5月", "2021-05"),
        ("2021年", "2021"),
        ("２０２１-05-01", "2021-05-01"), ("2021-03-01 00:00:00", "2021-03-01"), ("2021.0", "2021"),
    ],
)  # fmt: skip
def test_dates_are_kept_as_precise_as_they_were_written(tmp_path: Path, said: str, meant: str) -> None:
    assert firms(tmp_path, f"firm,name,since,source\na,甲,{said},SEED\n")["since"].to_list() == [meant]


def test_a_span_of_years_of_a_source_is_its_last_year(tmp_path: Path) -> None:
    sources = rows("sources", {"source": "S2", "title": "区志", "date": "2008-2012"})

    assert read_dataset(small_dataset(tmp_path, sources=sources)).tables["sources"]["date"].to_list() == [
        "2021-10",
        "2012",
    ]


def test_lists_split_at_semicolons_of_both_widths_and_nowhere_else(tmp_path: Path) -> None:
    found = firms(tmp_path, 'firm,name,aliases,source\na,甲,"甲、乙厂；丙,丁; 丙,丁 ;;",SEED\n')

    assert found["aliases"].to_list() == [["甲、乙厂", "丙,丁"]]


def test_names_keep_their_brackets_and_ids_lose_their_width(tmp_path: Path) -> None:
    found = firms(tmp_path, "firm,name,source\nＡ１,　甲厂（重庆）\u200b,SEED\n")

    assert found.select("firm", "name").row(0) == ("A1", "甲厂（重庆）")


def test_a_year_typed_as_a_number_is_a_year(tmp_path: Path) -> None:
    assert firms(tmp_path, "firm,name,seen,source\na,甲,2020.0,SEED\nb,乙,2020年,SEED\n")["seen"].to_list() == [
        2020,
        2020,
    ]


def test_progress_is_told_by_stage(tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []

    read_dataset(small_dataset(tmp_path), progress=lambda stage, done: seen.append((stage, done)))

    assert [stage for stage, done in seen if done == 1.0] == ["read", "check"]


def test_parquet_files_with_typed_columns_read_like_the_csv(tmp_path: Path) -> None:
    small_dataset(tmp_path / "csv")
    (tmp_path / "pq").mkdir()
    (tmp_path / "pq" / "dataset.toml").write_bytes((tmp_path / "csv" / "dataset.toml").read_bytes())
    for file in (tmp_path / "csv").glob("*.csv"):
        pl.read_csv(file).write_parquet(tmp_path / "pq" / f"{file.stem}.parquet")

    expected, found = read_dataset(tmp_path / "csv"), read_dataset(tmp_path / "pq")

    for name in DECLARED:
        assert found.tables[name].drop("file", "row").equals(expected.tables[name].drop("file", "row")), name


def test_a_parquet_file_with_the_wrong_types_is_told_not_tried(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path, firms=None)
    pl.DataFrame(
        {
            "firm": [1, 2],
            "name": [{"a": 1}, {"a": 2}],
            "since": [2001, 2002],
            "named": [0, 3],
            "source": [["SEED"], []],
            "seen": [2020.5, 2020.0],
        }
    ).write_parquet(folder / "firms.parquet")

    found = {(one.code, one.row, one.column) for one in check_dataset(folder)[0] if one.file == "firms.parquet"}

    assert found >= {
        ("parquet_type", None, "name"),
        ("flag", 2, "具名"),
        ("required", 2, "来源"),
        ("year", 1, "资料年份"),
    }


def test_the_packaged_dataset_is_found_from_any_folder(tmp_path: Path) -> None:
    code = "from chainlink.data import default_dataset; print(default_dataset().resolve())"

    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert Path(found.stdout.strip()) == default_dataset().resolve()
    assert (default_dataset() / "dataset.toml").is_file()


# --- the two clocks -------------------------------------------------------------------------------------------------


def left(dataset: Dataset, as_of: int | None = None, known_by: str | None = None) -> dict[tuple[str, str], list[int]]:
    """The rows that go."""
    return {key: rows for key, rows in counted(dataset, as_of, known_by).items() if key[1] not in STAYING}


def counted(
    dataset: Dataset, as_of: int | None = None, known_by: str | None = None
) -> dict[tuple[str, str], list[int]]:
    found = dataset.known(as_of, known_by)[1]
    return {(row["table"], row["reason"]): row["rows"] for row in found.iter_rows(named=True)}


def test_the_default_year_is_that_of_the_latest_actual_row_and_not_of_an_expectation(tmp_path: Path) -> None:
    links = [{**TABLES["links"][0], "seen": 2020}]
    capabilities = [{**row, "seen": 2019} for row in TABLES["capabilities"]]

    dataset = read_dataset(small_dataset(tmp_path, links=links, capabilities=capabilities))

    assert dataset.default_as_of() == 2020


def test_as_of_leaves_out_later_facts_and_what_hangs_on_them(tmp_path: Path) -> None:
    dataset = read_dataset(
        small_dataset(
            tmp_path,
            firms=rows("firms", {"firm": "new", "name": "新厂", "since": "2023"}),
            capabilities=rows("capabilities", {"firm": "new", "sector": "steel", "basis": "stated", "status": "made"}),
        )
    )

    out = left(dataset, as_of=2021)

    assert out == {("firms", "later"): [5], ("capabilities", "depends"): [4]}


def test_an_expectation_counts_from_the_year_it_was_stated(tmp_path: Path) -> None:
    claims = rows(
        "claims",
        {"claim": "c3", "measure": "quantity", "value": 5, "unit": "套", "from": "2025", "status": "expected"},
        {"claim": "c4", "measure": "quantity", "value": 5, "unit": "套", "from": "2025", "status": "actual"},
    )
    subjects = rows(
        "claim_subjects", *({"claim": claim, "table": "links", "id": "qianneng--changan"} for claim in ("c3", "c4"))
    )
    dataset = read_dataset(small_dataset(tmp_path, claims=claims, claim_subjects=subjects))

    assert left(dataset, as_of=2021) == {("claims", "later"): [5], ("claim_subjects", "depends"): [5]}


def test_an_actual_figure_attests_its_link_for_its_year(tmp_path: Path) -> None:
    dataset = read_dataset(small_dataset(tmp_path, links=[{**TABLES["links"][0], "seen": 2025}]))

    assert ("links", "later") not in left(dataset, as_of=2020)


KNOWLEDGE = {name: TABLES[name] for name in ("districts", "places", "chains", "sectors", "parks")}
SOURCES = [
    {"source": "SEED", "title": "甲", "date": "2015"},
    {"source": "LATE", "title": "乙", "date": "2022-03"},
    {"source": "SPAN", "title": "丙", "date": "2016-2019"},
    {"source": "GK", "title": "常识"},
]


def test_the_earliest_of_several_sources_decides_what_was_known(tmp_path: Path) -> None:
    firms = [
        {**TABLES["firms"][0], "source": "LATE;SEED"},
        {**TABLES["firms"][1], "source": "SPAN"},
        {**TABLES["firms"][2], "source": "GK"},
        {"firm": "late", "name": "新厂", "source": "LATE"},
    ]
    dataset = read_dataset(small_dataset(tmp_path, bare=True, sources=SOURCES, firms=firms, **KNOWLEDGE))

    then, _ = dataset.known(known_by="2018")
    later, _ = dataset.known(known_by="2019-12-31")

    assert then.tables["firms"].select("firm", "source").rows() == [("changan", ["SEED"]), ("x-other", ["GK"])]
    assert later.tables["firms"]["firm"].to_list() == ["changan", "qianneng", "x-other"]
    assert counted(dataset, known_by="2018") == {
        ("firms", "several"): [2],
        ("firms", "undated"): [4],
        ("firms", "unknown_yet"): [3, 5],
    }


def test_knowledge_is_timeless_and_what_of_it_cites_later_pages_is_counted(tmp_path: Path) -> None:
    sectors = [{**row, "source": "LATE" if row["sector"] == "truck" else "GK"} for row in TABLES["sectors"]]
    dataset = read_dataset(small_dataset(tmp_path, sources=SOURCES, sectors=sectors))

    then, _ = dataset.known(known_by="2021")

    assert {name: then.tables[name].height for name in ("sectors", "flows", "chain_sectors", "capabilities")} == {
        "sectors": 3, "flows": 2, "chain_sectors": 3, "capabilities": 2,
    }  # fmt: skip
    assert counted(dataset, known_by="2021")["sectors", "knowledge"] == [3]


@pytest.mark.parametrize(
    ("date", "kept"), [("2022", True), ("2022-03", True), ("2022-03-30", False), ("2022-02", False)]
)
def test_a_date_that_names_a_month_is_known_at_its_end(tmp_path: Path, *, date: str, kept: bool) -> None:
    late = rows("firms", {"firm": "late", "name": "晚", "source": "LATE"})
    dataset = read_dataset(small_dataset(tmp_path, sources=SOURCES, firms=late))

    assert ("late" in dataset.known(known_by=date)[0].tables["firms"]["firm"]) is kept


def test_an_optional_mention_of_something_unknown_is_forgotten(tmp_path: Path) -> None:
    firms_then = [
        {**TABLES["firms"][0], "parent": "late", "chains": "equipment;late"},
        *TABLES["firms"][1:],
        {"firm": "late", "name": "母公司", "source": "LATE"},
    ]
    chains = rows("chains", {"chain": "late", "name": "晚", "source": "LATE"})
    dataset = read_dataset(small_dataset(tmp_path, sources=SOURCES, firms=firms_then, chains=chains))

    then, _ = dataset.known(known_by="2016")

    assert then.tables["firms"].select("firm", "parent", "chains").row(0) == (
        "changan",
        None,
        ["equipment", "late"],
    )


def test_a_joint_figure_goes_when_one_of_its_subjects_was_not_known(tmp_path: Path) -> None:
    links = rows(
        "links", {"link": "l2", "supplier": "qianneng", "buyer": "x-other", "relation": "supply", "source": "LATE"}
    )
    subjects = rows("claim_subjects", {"claim": "c2", "table": "links", "id": "l2"})
    dataset = read_dataset(
        small_dataset(
            tmp_path,
            sources=SOURCES,
            links=links,
            claim_subjects=subjects,
            claims=[{**row, "source": source} for row, source in zip(TABLES["claims"], ["SEED", "LATE"], strict=True)],
        )
    )

    then, _ = dataset.known(known_by="2016")

    assert then.tables["claims"]["claim"].to_list() == ["c1"]
    assert then.tables["claim_subjects"].select("claim", "id").rows() == [("c1", "qianneng--changan")]


def test_turning_no_clock_changes_nothing(tmp_path: Path) -> None:
    dataset = read_dataset(small_dataset(tmp_path))

    same, out = dataset.known()

    assert out.height == 0
    assert all(same.tables[name].equals(frame) for name, frame in dataset.tables.items())
