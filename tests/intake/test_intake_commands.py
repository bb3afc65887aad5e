"""The commands that take data in, as docs/extending.md shows them; proposals, review and undo; descriptions."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office import as_csv, as_xlsx, code, put, table
from tests.small import TABLES as SMALL
from tests.small import small_dataset
from typer.testing import CliRunner

from chainlink import terms
from chainlink.cli import adding, importing, naming, reviewing
from chainlink.data import Dataset, check_dataset, default_dataset, read_dataset
from chainlink.data.readers import read_bytes
from chainlink.data.writing.data_dictionary import data_dictionary
from chainlink.data.writing.datapackage import datapackage
from chainlink.data.writing.review_sheet import review_book
from chainlink.data.writing.transaction import read_log, read_settled, replace_tables
from chainlink.errors import CallError, DataError
from chainlink.intake.additions import add_row
from chainlink.intake.changes import undo
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.merge import plan_import
from chainlink.intake.proposals import learn, propose
from chainlink.intake.review import ASKED_NAMES, ASKED_SECTORS, accept, find_review_head, review_rows
from proposal_quality import proposal_quality

DOCS = Path(__file__).parents[2] / "docs"
app = typer.Typer()
for part in (importing, reviewing, naming, adding):
    part.register(app)
NEW = {
    "name": "重庆千能机械有限公司",
    "code": code(2),
    "district": "开州区",
    "approved": "2024-03-01",
    "person": "张三",
    "phone": "13800000000",
    "scope": "车身冲压件生产",
}


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
def test_the_commands_of_the_page_make_the_article_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Chinese page gives the same commands, as the test of both pages says."""
    monkeypatch.chdir(tmp_path)
    put(
        tmp_path,
        "export.xlsx",
        as_xlsx(
            table(
                "T2",
                [{**NEW, "name": "重庆长安跨越车辆有限公司"}, {**NEW, "name": "重庆某某冲压有限公司", "code": code(3)}],
            ),
            banner="天眼查",
        ),
    )
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / "extending.md").read_text(encoding="utf-8"), re.DOTALL)
    commands = [shlex.split(line) for block in blocks for line in block.splitlines()]
    for command, *words in commands:
        assert command == "chainlink"
        if words[0] == "check":
            assert check_dataset(Path(words[1]))[0] == []
        elif words[0] != "run":
            run(*words)

    data = read_dataset("my-data")
    claims = data.tables["claims"].sort("from", "measure")
    subjects = data.tables["claim_subjects"]
    joint = claims.filter(pl.col("measure") == "amount")["claim"][0]
    assert claims.select("value", "unit", "from", "status").rows() == [
        (1900.0, "万元", "2020", "actual"),
        (160000.0, "套", "2020", "actual"),
        (180000.0, "套", "2021", "expected"),
    ]
    assert subjects.filter(pl.col("claim") == joint).height == 3
    assert data.tables["links"].height == 4
    assert data.tables["firms"].filter(~pl.col("named"))["firm"].to_list() == ["x-yinwu-others"]


def test_both_pages_show_the_same_commands() -> None:
    pages = [
        re.findall(r"```sh\n.*?```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)
        for name in ("extending.md", "extending.zh-CN.md")
    ]

    assert pages[0] == pages[1]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    file = put(tmp_path, "a.xlsx", as_xlsx(table("Q1", [NEW])))

    said = run("import", file, "--into", folder, "--dry-run", "--review", tmp_path / "r.xlsx")

    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx", "data"]
    assert "新增 1" in said


def test_contacts_are_kept_only_when_asked_and_only_once(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")
    file = put(tmp_path, "a.xlsx", as_xlsx(table("Q1", [NEW])))
    kept = folder / "contacts.csv"

    run("import", file, "--into", folder, "-q")
    before = kept.exists()
    for _ in range(2):
        run("import", file, "--into", folder, "--keep-contacts", "-q")

    assert not before
    assert kept.read_text(encoding="utf-8-sig").count("13800000000") == 1


def test_a_file_that_cannot_be_read_is_an_error_of_the_data(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")
    file = put(tmp_path, "a.xlsx", b"\x89PNG\r\n\x1a\n")

    with pytest.raises(DataError):
        run("import", file, "--into", folder)


def test_import_says_all_as_json_too(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")
    file = put(tmp_path, "a.xlsx", as_xlsx(table("Q1", [NEW, {"name": "-"}])))

    done = CliRunner().invoke(
        app, ["import", str(file), "--into", str(folder), "--format", "json", "-q"], catch_exceptions=False
    )
    said = json.loads(done.stdout)

    assert said["counts"]["added"] == 1
    assert said["left_out"][0]["row"] == 3


def test_what_is_missing_is_named_where_nobody_can_be_asked(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")

    with pytest.raises(CallError) as caught:
        run("add", "firm", "新厂", "--into", folder)

    assert "--source" in caught.value.say()


def test_adding_a_row_without_a_known_source_is_refused(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data")

    with pytest.raises(DataError):
        run("add", "firm", "新厂", "--source", "NOWHERE", "--into", folder)
    with pytest.raises(CallError):
        add_row(
            read_dataset(folder),
            "claims",
            {"figure": "很多", "measure": "quantity", "about": "firms:changan", "source": "SEED"},
        )


# --- proposals and review -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["extending.md", "extending.zh-CN.md"])
def test_the_figures_of_the_page_are_those_of_the_proposals(page: str) -> None:
    data = read_dataset()
    settled = read_settled(data.path)
    assert settled is not None

    found = proposal_quality(data, settled)

    said = (DOCS / page).read_text(encoding="utf-8")
    for what, part in found.group_by("given"):
        of = {row["confidence"]: row for row in part.iter_rows(named=True)}
        cells = [f"{of['any']['precision']:.2f}", f"{of['any']['recall']:.2f}", f"{of['first']['precision']:.2f}"]
        cells += [
            "-" if of[word]["precision"] is None else f"{of[word]['precision']:.2f} ({of[word]['proposals']})"
            for word in ("high", "medium", "low")
        ]
        assert f"| {' | '.join(cells)} |" in said, what


def test_a_product_word_means_the_sector_of_that_word_and_not_what_is_made_of_it() -> None:
    firms = pl.DataFrame({"firm": ["a"], "name": ["甲"], "products": ["服装"]})

    assert propose(firms, learn(read_dataset()))["sector"].to_list() == ["te_garment"]


def test_an_industry_code_alone_never_decides() -> None:
    data = read_dataset()
    firms = pl.DataFrame(
        {"firm": ["a", "b"], "name": ["甲乙有限公司"] * 2, "industry": ["汽车零部件及配件制造", "3841"]}
    )

    found = propose(firms, learn(data))

    assert found.filter(pl.col("firm") == "a").is_empty()
    assert set(found["confidence"]) <= {"low"}
    assert set(found["basis"]) <= {"inferred"}


def reviewed(data: Dataset, firm: dict[str, str], answer: str = "采纳", lang: str = "zh") -> Dataset:
    tables = read_bytes("a.xlsx", as_xlsx(table("X" if "products" in firm else "Q1", [firm])), find_head)
    plan = plan_import(data, read_exports(tables))
    replace_tables(data, plan.tables, log=plan.log)
    now = read_dataset(data.path)
    rows = review_rows(now, plan.firms, propose(plan.firms, learn(now)), plan.possible, lang=lang)
    for row in (*rows["sectors"][:1], *rows["names"]):
        row["answer"] = answer
    taken = accept(now, read_bytes("r.xlsx", review_book(rows, lang=lang), find_review_head))
    if taken.tables:
        replace_tables(now, taken.tables, log=taken.log)
    return read_dataset(data.path)


def test_what_is_accepted_from_the_scope_is_inferred_and_from_a_product_stated(tmp_path: Path) -> None:
    scope = reviewed(read_dataset(small_dataset(tmp_path / "a")), {**NEW, "name": "重庆别家有限公司"})
    product = reviewed(
        read_dataset(small_dataset(tmp_path / "b")),
        {"name": "重庆别家有限公司", "code": code(7), "products": "车身冲压件"},
    )

    def made(data: Dataset, firm: str) -> list[tuple[str, ...]]:
        return data.tables["capabilities"].filter(pl.col("firm") == firm).select("sector", "basis", "product").rows()

    assert made(scope, NEW["code"]) == [("stamping", "inferred", None)]
    assert made(product, code(7)) == [("stamping", "stated", "车身冲压件")]


@pytest.mark.parametrize("answer", ["不采纳", "", "也许"])
def test_only_what_is_accepted_is_taken(tmp_path: Path, answer: str) -> None:
    after = reviewed(read_dataset(small_dataset(tmp_path / "a")), {**NEW, "name": "重庆别家有限公司"}, answer=answer)

    assert after.tables["capabilities"].height == 2


def test_a_merge_of_two_firms_can_be_taken_back(tmp_path: Path) -> None:
    data = read_dataset(small_dataset(tmp_path / "a"))
    shares = {**NEW, "name": "重庆千能实业股份有限公司"}
    tables = read_bytes("a.xlsx", as_xlsx(table("Q1", [shares])), find_head)
    plan = plan_import(data, read_exports(tables))
    replace_tables(data, plan.tables, log=plan.log)
    before = read_dataset(data.path)
    rows = review_rows(before, plan.firms, propose(plan.firms, learn(before)), plan.possible)
    assert [row["other"] for row in rows["names"]] == ["qianneng"]
    rows["names"][0]["answer"] = "采纳"
    taken = accept(before, read_bytes("r.xlsx", review_book(rows), find_review_head))
    replace_tables(before, taken.tables, log=taken.log)
    merged = read_dataset(data.path)

    changed, log, _, _ = undo(merged, read_log(data.path), backup="-")
    replace_tables(merged, changed, log=log)
    after = read_dataset(data.path)

    assert NEW["code"] not in merged.tables["firms"]["firm"].to_list()
    assert shares["name"] in merged.tables["firms"].filter(pl.col("firm") == "qianneng")["aliases"].to_list()[0]
    for name, frame in before.tables.items():
        keys = [column for column in frame.columns if column not in {"file", "sheet", "row"}]
        left, right = frame.select(keys), after.tables[name].select(keys)
        assert sorted(map(str, left.rows())) == sorted(map(str, right.rows())), name
    with pytest.raises(CallError):
        undo(after, read_log(data.path), backup="-")


@pytest.mark.parametrize(("lang", "answer"), [("zh", "采纳"), ("en", "accept")])
def test_a_sheet_taken_twice_says_that_its_rows_were_accepted_before(tmp_path: Path, lang: str, answer: str) -> None:
    folder = small_dataset(tmp_path / "a")
    shares = {**NEW, "name": "重庆千能实业股份有限公司"}
    book = put(tmp_path, "a.xlsx", as_xlsx(table("Q1", [shares])))
    sheet = tmp_path / "r.xlsx"
    run("import", book, "--into", folder, "--review", sheet, "--lang", lang)
    rows = {
        name: fastexcel.read_excel(sheet).load_sheet(at).to_polars() for at, name in enumerate(("sectors", "names"))
    }
    heading = terms.word("review.answer", lang)
    keys = {terms.word(f"review.{key}", lang): key for key in (*ASKED_SECTORS, *ASKED_NAMES)}
    filled = {
        name: [{keys[head]: value for head, value in {**row, heading: answer}.items()} for row in frame.to_dicts()]
        for name, frame in rows.items()
    }
    sheet.write_bytes(review_book(filled, lang=lang))
    count = sum(map(len, filled.values()))

    first, second = (run("review", sheet, "--into", folder, "--lang", lang) for _ in range(2))

    said = {"zh": ("采纳 {} 行", "以前已采纳 {} 行"), "en": ("{} rows accepted", "{} accepted before")}[lang]
    assert count > 1
    assert (said[0].format(count) in first, said[1].format(0) in first) == (True, True)
    assert (said[0].format(0) in second, said[1].format(count) in second) == (True, True)
    assert terms.word("intake.nothing_changed", lang) in second


@pytest.mark.parametrize(
    ("name", "heads", "row", "column"),
    [
        ("r.csv", ("企业编号", "环节编号", "采纳与否"), ("没有这家", "stamping", "采纳"), "企业编号"),
        ("r.xlsx", ("firm id", "sector id", "Accept or reject"), ("qianneng", "no such", "accept"), "sector id"),
        (
            "r.csv",
            ("firm id", "known firm id", "Accept or reject"),
            ("qianneng", "changan", "perhaps"),
            "Accept or reject",
        ),
    ],
)
def test_a_fault_of_a_review_is_said_once_with_its_cell(
    tmp_path: Path, name: str, heads: tuple[str, ...], row: tuple[str, ...], column: str
) -> None:
    folder = small_dataset(tmp_path / "a")
    sheet = put(tmp_path, name, (as_csv if name.endswith("csv") else as_xlsx)([heads, row]))

    tables = read_bytes(name, sheet.read_bytes(), find_review_head)
    told = accept(read_dataset(folder), tables).told
    done = CliRunner().invoke(app, ["review", str(sheet), "--into", str(folder)])

    value = row[heads.index(column)]
    assert [(one.file, one.row, one.column, one.value) for one in told] == [(name, 2, column, value)]
    assert isinstance(done.exception, DataError)
    assert value not in done.output


def test_the_review_sheet_has_a_drop_down(tmp_path: Path) -> None:
    import zipfile

    path = put(tmp_path, "r.xlsx", review_book({"sectors": [], "names": []}))

    with zipfile.ZipFile(path) as book:
        assert "采纳,不采纳" in book.read("xl/worksheets/sheet1.xml").decode()
    assert fastexcel.read_excel(path).sheet_names == ["环节建议", "疑似同一企业"]


# --- descriptions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "page"), [("en", "data-dictionary.md"), ("zh", "data-dictionary.zh-CN.md")])
def test_the_data_dictionary_is_that_of_the_tables(lang: str, page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == data_dictionary(lang)


@pytest.mark.bounds
@pytest.mark.parametrize("which", ["packaged", "small"])
def test_every_dataset_is_valid_for_frictionless(which: str, tmp_path: Path) -> None:
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed: the data packages are not validated"
    )
    import shutil

    folder = tmp_path / "data"
    if which == "packaged":
        shutil.copytree(default_dataset(), folder)
    else:
        small_dataset(folder)
        data = read_dataset(folder)
        replace_tables(data, data.tables)
    file = folder / "datapackage.json"
    file.write_text(json.dumps(datapackage(folder), ensure_ascii=False), encoding="utf-8")

    report = frictionless.validate(str(file))

    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(small_dataset(tmp_path_factory.mktemp("any") / "data"))


@settings(deadline=None, max_examples=20)
@given(name=st.text(min_size=1, max_size=12).filter(lambda text: text.strip()), note=st.text(max_size=20))
def test_a_firm_of_any_name_is_added_or_refused(small: Dataset, name: str, note: str) -> None:
    tables, log, made = add_row(small, "firms", {"name": name, "note": note, "source": "SEED", "named": True})

    assert log.height == 1
    assert tables["firms"].filter(pl.col("firm") == made).height == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_product_accepted_from_an_undated_list_has_no_year_though_its_firm_has_one(tmp_path: Path, lang: str) -> None:
    data = read_dataset(small_dataset(tmp_path / "a", firms=[{**row, "seen": 2021} for row in SMALL["firms"]]))
    row = dict.fromkeys(ASKED_SECTORS) | {
        "firm": "changan", "name": "长安跨越", "sector": "stamping", "answer": terms.word("review.accept", lang),
    }  # fmt: skip
    dated = {**row, "firm": "qianneng", "sector": "steel", "seen": "2019"}
    book = review_book({"sectors": [row, dated], "names": []}, lang=lang)

    taken = accept(data, read_bytes("r.xlsx", book, find_review_head))

    made = taken.tables["capabilities"].filter(pl.col("note").is_not_null())
    assert made.sort("firm").select("firm", "seen").rows() == [("changan", None), ("qianneng", 2019)]


def test_an_accepted_product_of_a_year_that_has_not_come_is_refused(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "a")
    row = dict.fromkeys(ASKED_SECTORS) | {"firm": "changan", "sector": "stamping", "answer": "采纳", "seen": "2099"}
    sheet = put(tmp_path, "r.xlsx", review_book({"sectors": [row], "names": []}))

    with pytest.raises(DataError) as told:
        CliRunner().invoke(app, ["review", str(sheet), "--into", str(folder)], catch_exceptions=False)

    assert [(one.table, one.code, one.value) for one in told.value.faults] == [("capabilities", "ahead", "2099")]


@pytest.mark.parametrize(
    ("words", "tables"),
    [
        (["claim", "5万元", "--measure", "amount", "--about", "firms:changan", "--year", "2099"], ["claims"] * 2),
        (["claim", "5 ha", "--measure", "area", "--about", "parks:puli", "--year", "2031-05", "--dry-run"],
         ["claims"] * 2),
        (["firm", "某某电子", "--district", "开州", "--seen", "2099"], ["firms"]),
        (["link", "--supplier", "changan", "--buyer", "qianneng", "--seen", "2050", "--dry-run"], ["links"]),
    ],
)  # fmt: skip
def test_a_row_added_of_a_year_that_has_not_come_is_refused(
    tmp_path: Path, *, words: list[str], tables: list[str]
) -> None:
    folder = small_dataset(tmp_path / "a")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    given = ["add", *words, "--source", "SEED", "--into", str(folder)]
    with pytest.raises(DataError) as told:
        CliRunner().invoke(app, given, catch_exceptions=False)

    assert [(one.table, one.code) for one in told.value.faults] == [(table, "ahead") for table in tables]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_list_dated_in_a_year_that_has_not_come_is_refused_in_a_dry_run_too(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "a")
    file = put(tmp_path, "名单.csv", "企业名称,主要产品\n开州光电有限公司,灯具\n".encode())

    with pytest.raises(CallError) as told:
        CliRunner().invoke(
            app, ["import", str(file), "--into", str(folder), "--date", "2099", "--dry-run"], catch_exceptions=False
        )

    assert (told.value.code, told.value.parts["value"]) == ("date_ahead", "2099")
