"""A report written: composed beside the target, replaced file by file, the manifest last."""

import hashlib
import json
import posixpath
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chainlink.data.writing.atomic import reason_of
from chainlink.data.writing.lock import holding
from chainlink.errors import WriteError
from chainlink.findings import Outcome
from chainlink.findings.bands import CHASE
from chainlink.findings.head import Since
from chainlink.findings.kinds import kind_of
from chainlink.report.formats.graph_files import gexf, graphml, network
from chainlink.report.formats.html import render
from chainlink.report.formats.network_html import render_network
from chainlink.report.formats.pdf import print_pages
from chainlink.report.formats.svg import draw_map
from chainlink.report.lists.findings import findings_csv, findings_json, findings_rows
from chainlink.report.lookup.site import FILES, METHOD, NETWORK, chains_with_a_page
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief import DOCX, brief_bytes, sector_brief
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.report.pages.district_page import district_page
from chainlink.report.pages.last_run import MANIFEST, as_kept, run_of, since_last
from chainlink.report.pages.one_page import one_page, render_one_page
from chainlink.report.pages.site_pages import files_page, method_page
from chainlink.report.pages.word_report import chain_letter, letter
from chainlink.report.pages.workbook import workbook
from chainlink.report.panels.document import Page

FOLDER = "chains"
GRAPHS = ("network.graphml", "network.gexf")
BESIDE = ".chainlink-"
"""How the folder begins in which a report is composed."""
MOST_BYTES = 20_000_000
"""A file for other programs that is larger is written only when it is asked for."""
LEAST_PER_EDGE = 200
"""No edge of a graph file takes fewer bytes."""
Progress = Callable[[str], None]


def write_report(
    outcome: Outcome,
    folder: str | Path,
    *,
    lang: str = "zh",
    per_chain: bool = False,
    large: bool = False,
    progress: Progress | None = None,
    browser: str | Path | None = None,
) -> list[Path]:
    """Write the report of an outcome into ``folder`` and return the files, in the order they were written.

    index.html is the region; each chain with sectors has ``<chain>.html`` and ``<chain>.svg``; each district has
    ``districts/<district>.html`` and ``<district>-one-page.html``; network.html is the network of all firms and
    sectors; method.html tells how it was made, files.html lists every file; findings.json and findings.csv list the
    findings; chainlink.xlsx is the workbook, chainlink.docx the report in Word; network.graphml and network.gexf are
    for other tools; manifest.json names every file with its size and sha256.  findings.json and the files of the
    network are written above 20 MB only with ``large``; else the manifest names them as ``left_out``.  With
    ``per_chain`` each chain has ``<chain>.xlsx``
    too, and a folder ``chains/<chain>/`` to hand around: its map, workbook, report in Word and pages to take along.
    With a ``browser`` (``pdf.find_browser``) the chains' pages and the one-page sheets are printed as PDF too; those it
    fails to print are left out.  Equal input gives equal bytes.

    Raises:
        WriteError: a file or the folder cannot be written; what was already replaced stays, the rest is untouched, and
            the manifest says ``unfinished`` until a run ends.

    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with holding(target / "chainlink") as alone:
            for dead in target.glob(f"{BESIDE}*") if alone else ():
                shutil.rmtree(dead, ignore_errors=True)
            return _written(outcome, target, lang, progress, per_chain=per_chain, large=large, browser=browser)
    except OSError as error:
        raise WriteError("folder_not_writable", folder=str(target), why=reason_of(error)) from error


def _written(
    outcome: Outcome,
    target: Path,
    lang: str,
    progress: Progress | None,
    *,
    per_chain: bool,
    large: bool,
    browser: str | Path | None,
) -> list[Path]:
    """Compose the report beside its folder and put it there."""
    beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=target))
    try:
        names: list[str] = []
        left_out: list[str] = []
        since = since_last(target, outcome)
        files = files_of(
            outcome, lang, progress, per_chain=per_chain, since=since, left_out=None if large else left_out
        )
        for name, content in files:
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_bytes(content)
            names.append(name)
        if browser is not None:
            names += print_pages(browser, beside, names, progress)
            names += _handed_round(beside, names)
            (beside / FILES).write_text(files_page(Wording(outcome, lang), names), encoding="utf-8", newline="\n")
        return _replace(beside, target, names, outcome, since, left_out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def files_of(
    outcome: Outcome,
    lang: str = "zh",
    progress: Progress | None = None,
    *,
    per_chain: bool = False,
    since: Since | None = None,
    left_out: list[str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a report but the manifest: its name and its bytes.

    ``since``: what the last run changed.  With a list ``left_out`` the files for other programs that are too large to
    be written unasked are named in it instead.
    """
    wording, names = Wording(outcome, lang), list[str]()
    for name, content in _contents(wording, progress, per_chain=per_chain, since=since, left_out=left_out):
        names.append(name)
        yield name, content
    yield FILES, files_page(wording, names).encode("utf-8")


def _contents(
    wording: Wording, progress: Progress | None, *, per_chain: bool, since: Since | None, left_out: list[str] | None
) -> Iterator[tuple[str, bytes]]:
    """Yield every file that tells of the outcome."""
    outcome, lang = wording.outcome, wording.lang

    def tell(name: str) -> None:
        if progress:
            progress(name)

    chains = chains_with_a_page(wording)
    pages = [("index.html", wording.say("page.region_page"), wording.say("page.region_page_about"))]
    for chain in chains:
        count = sum(row["band"] in CHASE and chain in (row["chains"] or ()) for row in wording.results.findings)
        pages.append((f"{chain}.html", wording.name("chains", chain), wording.say("page.chain_page_about", n=count)))
    pages += [(NETWORK, wording.say("network.title"), wording.say("network.about")), *_district_entries(wording)]
    tell("index.html")
    composed = {"index": region_page(wording, pages, since)}
    drawings: dict[str, bytes] = {}
    yield "index.html", render(composed["index"], wording).encode("utf-8")
    for chain in chains:
        tell(f"{chain}.html")
        page = composed[chain] = chain_page(wording, chain, pages)
        yield f"{chain}.html", render(page, wording).encode("utf-8")
        drawings[chain] = draw_map(page.chart, wording, alone=True).encode("utf-8")
        yield f"{chain}.svg", drawings[chain]
    for district in wording.index.region:
        tell(f"districts/{district}.html")
        above = [(posixpath.relpath(file, "districts"), name, about) for file, name, about in pages]
        yield f"districts/{district}.html", render(district_page(wording, district, above), wording).encode("utf-8")
        sheet = one_page(wording, district, since)
        yield f"{district}-one-page.html", render_one_page(sheet, wording).encode("utf-8")
    yield METHOD, method_page(wording).encode("utf-8")
    tell(NETWORK)
    yield NETWORK, render_network(wording, pages).encode("utf-8")
    tell("findings.json")
    rows = findings_rows(outcome, lang)
    yield from _asked([("findings.json", findings_json(rows))], left_out)
    yield "findings.csv", findings_csv(rows, lang)
    tell("chainlink.xlsx")
    yield "chainlink.xlsx", workbook(wording, composed["index"], list(wording.index.chains), rows)
    for chain in chains if per_chain else ():
        tell(f"{FOLDER}/{chain}")
        book = workbook(wording, composed[chain], [chain], rows)
        yield f"{chain}.xlsx", book
        yield from _chain_folder(wording, composed[chain], drawings[chain], book)
    tell("chainlink.docx")
    yield "chainlink.docx", letter(wording, composed)
    tell("network.graphml")
    edges = sum(wording.index.tables[table].height for table in ("capabilities", "links", "flows"))
    if left_out is not None and edges * LEAST_PER_EDGE > MOST_BYTES:
        left_out += GRAPHS
        return
    graph = network(wording)
    yield from _asked(zip(GRAPHS, (graphml(graph), gexf(graph)), strict=True), left_out)


def _asked(files: Iterable[tuple[str, bytes]], left_out: list[str] | None) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are small enough, or all; name the others in ``left_out``."""
    for name, content in files:
        if left_out is None or len(content) <= MOST_BYTES:
            yield name, content
        else:
            left_out.append(name)


def files_left_out(folder: Path) -> list[str]:
    """Return the files that a report, by its manifest, was not asked for and is without."""
    return [str(name) for name in json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("left_out", ())]


def _chain_folder(wording: Wording, page: Page, drawing: bytes, book: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of ``chains/<chain>/`` 一链一图一表一清单, to hand around, each with its name in the report.

    Its map and its workbook as they stand at the top of the report, its own report in Word, and a page to take along
    一环一策 for every sector with a finding in band 甲 or 乙 on this chain; extensions, which are for study, have none.
    """
    chain = page.key
    yield f"{FOLDER}/{chain}/{chain}.svg", drawing
    yield f"{FOLDER}/{chain}/{chain}.xlsx", book
    yield f"{FOLDER}/{chain}/{chain}.docx", chain_letter(wording, page)
    chased = [row for row in wording.results.findings if row["band"] in CHASE and kind_of(row).is_need]
    for sector in dict.fromkeys(row["sector"] for row in chased if row["sector"] and chain in (row["chains"] or ())):
        yield f"{FOLDER}/{chain}/briefs/{sector}.docx", brief_bytes(sector_brief(wording, sector), DOCX)


def _handed_round(folder: Path, names: list[str]) -> list[str]:
    """Copy the printed map of every chain that has a folder of its own into it; return the names of the copies."""
    copies = {f"{FOLDER}/{Path(name).stem}/{name}": name for name in names if name.endswith(".pdf")}
    copies = {copy: name for copy, name in copies.items() if copy.replace(".pdf", ".svg") in names}
    for copy, name in copies.items():
        shutil.copyfile(folder / name, folder / copy)
    return list(copies)


def _district_entries(wording: Wording) -> list[tuple[str, str, str]]:
    """The pages and sheets of the districts, as the list of all pages names them."""
    entries = []
    for district in wording.index.region:
        name = wording.name("districts", district)
        for code, file in (("page", f"districts/{district}.html"), ("sheet", f"{district}-one-page.html")):
            words = wording.say(f"district_page.{code}", name=name)
            entries.append((file, words, wording.say(f"district_page.{code}_about")))
    return entries


def _replace(
    beside: Path, target: Path, names: list[str], outcome: Outcome, since: Since | None, left_out: list[str]
) -> list[Path]:
    """Move the composed files over the old ones, take away what the last manifest named and this run did not write.

    Meanwhile the manifest says that it is unfinished and names the files of both without their sums: what is killed
    half way claims to be neither, and the next run knows what to take away.
    """
    about = {name: _entry((beside / name).read_bytes()) for name in names}
    previous = _previous(target)
    data = outcome.dataset
    head = {"dataset": data.id, "version": data.version}
    _put_manifest(beside, target, {**head, "unfinished": True, "files": dict.fromkeys(sorted(previous | {*names}))})
    for name in names:
        with _file_of(target, name) as file:
            file.parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(file)
    for name in sorted(previous - {*names}):
        with _file_of(target, name) as file:
            file.unlink(missing_ok=True)
            _drop_empty(target, file.parent)
    run = {"run": run_of(outcome), **({} if since is None else {"since": as_kept(since)})}
    untold = {"left_out": left_out} if left_out else {}
    _put_manifest(beside, target, {**head, **run, **untold, "files": about})
    return [target / name for name in (*names, MANIFEST)]


@contextmanager
def _file_of(target: Path, name: str) -> Iterator[Path]:
    """Name a file of the report; what the system says against it is told with its path."""
    try:
        yield target / name
    except OSError as error:
        raise WriteError("file_open_elsewhere", file=str(target / name), why=error.strerror or "") from error


def _put_manifest(beside: Path, target: Path, manifest: dict[str, object]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    with _file_of(target, MANIFEST) as file:
        (beside / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        (beside / MANIFEST).replace(file)


def _entry(content: bytes) -> dict[str, object]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _previous(target: Path) -> set[str]:
    """The files that the manifest already there names; none where there is no readable manifest."""
    try:
        named = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in named if isinstance(name, str) and _ours(name)}


def _ours(name: str) -> bool:
    """Whether a name of a manifest is a file of the report's folder, of its districts/ or chains/, no way out of it."""
    *folders, bare = name.split("/")
    above = folders[:1] in ([], ["districts"], [FOLDER])
    return above and all(Path(part).name == part and part not in {"", ".", ".."} for part in (*folders, bare))


def _drop_empty(target: Path, folder: Path) -> None:
    """Take away a folder of the report that has become empty, and those above it."""
    while folder != target and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
