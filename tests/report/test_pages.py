"""The pages as files: nothing from any network, every figure with its rows, tables that agree with the lists."""

import csv
import hashlib
import io
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from chainlink.errors import WriteError
from chainlink.report.formats.html import json_text, script_hash
from chainlink.report.formats.network_html import NETWORK, VIS_PATH, VIS_SHA256, vis_network
from chainlink.report.lists.findings import findings_csv, findings_rows
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import on_record
from chainlink.report.pages.write import files_of, write_report
from outcomes import hostile, packaged, report

STATIC = ("method", "files")
"""Pages that are read without the data of a map."""
CHAIN_BYTES, REGION_BYTES, CROWD_BYTES = 450_000, 1_000_000, 3_500_000


def pages(which: str = "packaged") -> list[Path]:
    return sorted(page for page in report(which).glob("*.html") if not page.stem.endswith(("-one-page", *STATIC)))


def of_chains() -> list[Path]:
    return [page for page in pages() if page.name != NETWORK]


def own(text: str) -> str:
    """A page without vis-network, whose comments name addresses that nothing loads."""
    return re.sub(r'<script id="vis-code">.*?</script>', "", text, flags=re.DOTALL)


def data_of(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


@pytest.mark.parametrize("which", ["packaged", "hostile"])
def test_no_page_names_anything_to_load(which: str) -> None:
    for page in pages(which):
        text = own(page.read_text(encoding="utf-8"))
        markup = re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL)
        tags = re.findall(r"<[a-z][^<>]*>", re.sub(r'"[^"]*&lt;[^"]*"', '""', markup))
        assert not [tag for tag in tags if re.search(r'(?:src|href|action|poster)\s*=\s*"?(?:https?:|//)', tag)]
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", text)


def test_the_policy_is_the_first_meta_after_the_charset_and_allows_only_our_scripts() -> None:
    for page in pages():
        text = page.read_text(encoding="utf-8")
        first, second = re.findall(r"<meta [^>]*>", text)[:2]
        scripts = re.findall(r"<script(?: [^>]*)?>(.*?)</script>", text, re.DOTALL)
        assert first == '<meta charset="utf-8">'
        assert "Content-Security-Policy" in second
        assert "default-src 'none'" in second.replace("&#39;", "'")
        assert script_hash(scripts[-1]) in second
        assert (script_hash(vis_network()) in second) == (page.name == NETWORK)
        assert "unsafe-eval" not in second
        assert len(scripts) == 2 + (page.name == NETWORK)


def test_vis_network_is_the_file_we_know_with_its_licence_banner() -> None:
    raw = files("pyvis").joinpath(VIS_PATH).read_bytes()

    assert hashlib.sha256(raw).hexdigest() == VIS_SHA256
    assert "@license" in vis_network()[:1200]
    holding = [page.name for page in report().rglob("*.html") if vis_network() in page.read_text(encoding="utf-8")]
    assert holding == [NETWORK]


def test_what_comes_from_the_data_cannot_leave_its_script_element() -> None:
    text = json_text({"a": "</script><!--&\u2028"})

    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == {"a": "</script><!--&\u2028"}
    for page in pages("hostile"):
        assert "<img" not in own(page.read_text(encoding="utf-8"))


def test_every_tile_row_card_and_edge_opens_a_panel_that_the_page_holds() -> None:
    for page in of_chains():
        text = page.read_text(encoding="utf-8")
        panels = data_of(text)["panels"]
        assert isinstance(panels, dict)
        for key in re.findall(r' data-p="([^"]*)"', own(text)):
            assert key in panels or key == "s:unplaced" or key.startswith("s:unplaced."), (page.name, key)


def test_every_finding_link_and_firm_panel_names_file_and_row_and_every_row_a_source() -> None:
    data = data_of((report() / "equipment.html").read_text(encoding="utf-8"))
    panels, rows, sources = data["panels"], data["rows"], data["sources"]
    assert isinstance(panels, dict)
    assert isinstance(rows, list)
    assert isinstance(sources, list)

    for key, (_, _, sections) in panels.items():
        named = [number for _, items in sections for item in items if len(item) > 2 for number in item[2]]
        if key.startswith("g:root|"):  # a direction's card leads to its options, which name theirs
            named = [number for item in sections[0][1] for number in panels[item[1]][2][-1][1][0][2]]
        assert named or key[0] in "thcumj", key
        assert all(0 <= number < len(rows) for number in named)
    assert all(row[1] >= 1 for row in rows)
    assert all(0 <= number < len(sources) for row in rows for number in row[2])
    assert sum(bool(row[2]) for row in rows) > 0.9 * len(rows)


def test_the_findings_of_the_pages_are_those_of_the_lists() -> None:
    listed = json.loads((report() / "findings.json").read_text(encoding="utf-8"))
    table = list(csv.reader(io.StringIO((report() / "findings.csv").read_text(encoding="utf-8-sig"))))

    assert [row[-1] for row in table[1:]] == [row["finding"] for row in listed]
    for page in pages():
        if page.stem in {"index", "network"}:
            continue
        text = page.read_text(encoding="utf-8")
        panels = data_of(text)["panels"]
        assert isinstance(panels, dict)
        lines = re.findall(r'<tr data-p="(g:[^"]*)"', own(text))
        options = {key: [item[1] for item in panels[key][2][0][1]] for key in lines if key.startswith("g:root|")}
        shown = {key.removeprefix("g:") for line in lines for key in options.get(line, [line])}
        wanted = {row["finding"] for row in listed if page.stem in row["chains"]}
        assert shown == wanted, page.name


def test_findings_json_holds_the_fields_of_the_contract_with_their_evidence() -> None:
    rows = findings_rows(packaged())

    assert rows
    for row in rows:
        assert {"finding", "kind", "band", "gates", "chains", "sector", "buyers", "reasons", "next_question"} <= set(
            row
        )
        assert row["evidence"]
        assert all(set(one) == {"role", "table", "row", "file", "source"} for one in row["evidence"])
    assert [row["finding"] for row in rows] == [
        row["finding"] for row in json.loads((report() / "findings.json").read_text())
    ]


def test_a_cell_that_looks_like_a_formula_is_defused() -> None:
    text = findings_csv(findings_rows(hostile())).decode("utf-8")

    assert text.startswith("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_pages_stay_in_their_budgets() -> None:
    sizes = {page.name: page.stat().st_size for page in pages()}

    assert sizes.pop("index.html") <= REGION_BYTES
    assert sizes.pop(NETWORK) <= REGION_BYTES
    assert max(sizes.values()) <= CHAIN_BYTES, sizes


@pytest.mark.slow
def test_a_crowd_stays_in_its_budget_and_at_most_200_rows_of_a_table_stand_in_the_page() -> None:
    text = (report("crowded") / "index.html").read_text(encoding="utf-8")

    assert len(text.encode()) <= CROWD_BYTES
    for table in re.findall(r"<tbody>(.*?)</tbody>", own(text), re.DOTALL):
        assert table.count("<tr") <= 200


def test_the_same_outcome_gives_the_same_bytes() -> None:
    again = dict(files_of(packaged()))

    assert {name: (report() / name).read_bytes() for name in again} == again


def test_the_article_stands_on_its_pages() -> None:
    lighting = (report() / "lighting.html").read_text(encoding="utf-8")
    equipment = (report() / "equipment.html").read_text(encoding="utf-8")

    assert lighting.count("合计 1,900 万元</text>") == 1
    assert "160,000 套·2020</text>" in equipment
    assert "180,000 套</text>" not in equipment
    assert "180,000 套（2021、预计）" in equipment


def test_red_is_for_verified_gaps_only() -> None:
    for page in report().glob("*.svg"):
        text = page.read_text(encoding="utf-8")
        body = re.sub(r"<defs>.*?</defs>", "", text)
        assert ("#C8102E" in body) == ("st-missing" in body), page.name


def test_english_pages_have_english_fixed_words() -> None:
    text = own((report("packaged", "en") / "lighting.html").read_text(encoding="utf-8"))

    assert '<html lang="en">' in text
    assert "a screening list for field checks" in text
    assert "图例" not in text


def test_a_second_report_takes_away_what_only_the_first_had(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "manifest.json").write_text('{"files": {"old.html": {}, "../x": {}}}')

    written = write_report(packaged(), tmp_path)

    assert written[-1].name == "manifest.json"
    assert not (tmp_path / "old.html").exists()
    assert (tmp_path / "mine.txt").read_text() == "mine"
    manifest = json.loads(written[-1].read_text())
    assert (
        manifest["files"]["index.html"]["sha256"] == hashlib.sha256((tmp_path / "index.html").read_bytes()).hexdigest()
    )
    found = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(found) == sorted([*manifest["files"], "manifest.json", "mine.txt"])


def test_a_file_that_cannot_be_replaced_is_named_and_what_follows_is_untouched(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    (tmp_path / "findings.csv").write_text("before")

    with pytest.raises(WriteError) as caught:
        write_report(packaged(), tmp_path)

    assert "index.html" in caught.value.say()
    assert caught.value.exit_code == 3
    assert (tmp_path / "findings.csv").read_text() == "before"


@pytest.mark.slow
@pytest.mark.parametrize(("moved", "lang"), [(0, "zh"), (3, "en")])
def test_a_run_that_is_stopped_half_way_never_claims_to_be_whole_and_the_next_one_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int, lang: str
) -> None:
    """Pages of two runs stand under one manifest: it says so, and still knows what only the older run had."""
    write_report(hostile(), tmp_path, lang=lang)
    (tmp_path / "old.html").write_text("old")
    manifest = tmp_path / "manifest.json"
    before = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**before, "files": {**before["files"], "old.html": {}}}))
    replace, left = Path.replace, [moved + 1]

    def stopped(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            write_report(packaged(), tmp_path, lang=lang)
    half = json.loads(manifest.read_text(encoding="utf-8"))
    write_report(packaged(), tmp_path, lang=lang)

    assert half["unfinished"] is True
    assert set(half["files"].values()) == {None}
    assert {*before["files"], "old.html", "index.html"} <= {*half["files"]}
    whole = json.loads(manifest.read_text(encoding="utf-8"))
    assert "unfinished" not in whole
    assert not (tmp_path / "old.html").exists()
    found = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(found) == sorted([*whole["files"], "manifest.json"])
    for name, about in whole["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == about["sha256"]


@pytest.mark.slow
def test_each_chain_may_have_a_folder_to_hand_around(tmp_path: Path) -> None:
    outcome = packaged()
    write_report(outcome, tmp_path, per_chain=True)

    folder = tmp_path / "chains" / "lighting"
    chased = {
        row["sector"]
        for row in outcome.findings.rows.iter_rows(named=True)
        if row["band"] in {"甲", "乙"} and row["kind"] not in {"extension", "package"} and "lighting" in row["chains"]
    }
    assert {path.name for path in folder.iterdir()} == {"briefs", "lighting.docx", "lighting.svg", "lighting.xlsx"}
    assert {path.stem for path in (folder / "briefs").iterdir()} == chased
    assert chased >= {"led_driver", "pk_carton"}
    for name in ("lighting.svg", "lighting.xlsx"):
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()

    write_report(outcome, tmp_path)

    assert not (tmp_path / "chains").exists()


def test_evidence_of_a_workbook_names_its_sheet() -> None:
    wording = Wording(packaged())
    one = next(iter(wording.results.evidence.values()))[0]
    given = {**one, "file": "book.xlsx", "row": 7}
    wording.index.rows_by_place(given["table"])["book.xlsx", 7] = {"file": "book.xlsx", "sheet": "配套关系", "row": 7}

    assert wording.index.places_of([given, given]) == "book.xlsx《配套关系》:7"
    assert wording.index.places_of([one]) == f"{one['file']}:{one['row']}"


def test_firms_on_record_whose_product_is_not_known_are_not_called_unrecorded() -> None:
    wording = Wording(packaged())

    # 开州 家居建材: three known by their names, one signed, one of old material; 万州: no firm of that chain at all.
    assert on_record(wording, "home", "kaizhou") == "5 家（产品系推断 3、在建或签约 1、资料较旧 1）"
    assert on_record(wording, "home", "wanzhou") == "未见登记"


def test_the_mark_of_a_district_tells_which_it_is_and_not_its_rank() -> None:
    wording = Wording(packaged())
    districts = {"far": "远川市", "near": "市北区", "plain": "区县"}
    wording.index.__dict__["districts"] = {
        key: {"district": key, "name": name, "ring": "outside"} for key, name in districts.items()
    }
    wording.index.region = ()

    assert wording.initials == {"far": "远", "near": "北", "plain": "区"}


def test_a_finding_whose_rank_never_moves_says_so() -> None:
    wording = Wording(packaged())

    assert wording.rank_range({"rank_low": 1, "rank_high": 1, "robust": 1.0}).startswith("位次不变")
    assert wording.rank_range({"rank_low": 1, "rank_high": 3, "robust": 0.5}).startswith("位次在 1 到 3 之间")
