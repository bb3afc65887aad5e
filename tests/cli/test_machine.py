"""What the machine does to a call: nothing to read, nowhere to write, closed streams, killed and rival writers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.small import small_dataset

from calls import chainlink_here
from chainlink.data import read_dataset
from chainlink.data.writing.lock import holding
from chainlink.data.writing.table_files import write_bytes
from chainlink.data.writing.transaction import fingerprint, replace_tables
from chainlink.errors import CallError, WriteError

CLOSED = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and permissions of Unix")
ORDINARY = (
    ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if sys.platform == "linux" and os.geteuid() == 0
    else []
)
"""What makes root an ordinary user, whom permissions bind."""
FULL = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no device that is always full")
LIST = "企业名称,区县,登记状态\n重庆试验照明有限公司,开州区,存续\n"


def chainlink(*words: str | Path, ordinary: bool = False, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call the command line, as an ordinary user where that is asked for."""
    return subprocess.run(
        [*(ORDINARY if ordinary else []), sys.executable, "-m", "chainlink", *map(os.fsdecode, words)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd=cwd,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture(scope="module")
def ordinary_user() -> None:
    """Skip where root cannot become an ordinary user who may run Python."""
    if sys.platform == "win32":
        pytest.skip("permissions of Unix")
    try:
        done = subprocess.run([*ORDINARY, sys.executable, "-c", "import chainlink"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("setpriv is not installed")
    if done.returncode:
        pytest.skip("an ordinary user may not run this Python")


def shell(line: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call the command line from a shell that closes or turns its streams."""
    words = line.replace("chainlink", f"'{sys.executable}' -m chainlink", 1)
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words}"],
        capture_output=True, encoding="utf-8", cwd=cwd, check=False, timeout=300,
    )  # fmt: skip


def is_told(done: subprocess.CompletedProcess[str], code: int, *said: str) -> None:
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert all(part in done.stderr for part in said), done.stderr


@pytest.fixture
def everybodys() -> Iterator[Path]:
    """Give a folder that everybody may enter and root may write."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("words", ["check {}", "run {} --out {}/../o", "gaps {}", "export csv {} --out {}/../e"])
def test_a_dataset_that_may_not_be_read_is_told_with_its_file(everybodys: Path, words: str) -> None:
    folder = small_dataset(everybodys / "my")
    (folder / "firms.csv").chmod(0)

    is_told(chainlink(*words.format(folder, folder).split(), ordinary=True), 1, "firms.csv", "Permission denied")


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("words", ["import {} --into new --dry-run", "names {}", "measure fitness {}", "run --io {}"])
def test_a_list_behind_a_closed_door_is_told(everybodys: Path, words: str) -> None:
    room = everybodys / "room"
    room.mkdir(0o700)
    (room / "list.csv").write_text(LIST, encoding="utf-8")

    is_told(chainlink(*words.format(room / "list.csv").split(), ordinary=True, cwd=everybodys), 1, "list.csv")


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize(
    "words",
    ["run {my} --out {here}", "export xlsx {my} --out {here}/a.xlsx", "add source S1 --title t --into {here}/my"],
)
def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_left(everybodys: Path, words: str) -> None:
    here = everybodys / "here"
    folder = small_dataset(here / "my")
    before = fingerprint(folder)

    done = chainlink(*words.format(my=folder, here=here).split(), ordinary=True)

    is_told(done, 3, str(here))
    assert fingerprint(folder) == before
    assert [file.name for file in here.iterdir()] == ["my"]


@CLOSED
@pytest.mark.parametrize("table", ["links.csv", "sources.csv"])
def test_a_link_in_a_circle_and_a_pipe_are_faults_of_the_dataset(tmp_path: Path, table: str) -> None:
    folder = small_dataset(tmp_path / "my")
    (folder / table).unlink()
    if table == "links.csv":
        (folder / table).symlink_to(folder / table)
    else:
        os.mkfifo(folder / table)

    done = chainlink("check", folder)

    assert done.returncode == 1
    assert table in done.stdout
    assert "应是能读的文件" in done.stdout


@CLOSED
@pytest.mark.parametrize("words", ["check {}", "names {}.csv", "gaps --study {}.toml", "import {}.csv --into x"])
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, words: str) -> None:
    is_told(chainlink_here(*words.format("甲" * 100).split(), cwd=tmp_path), 1, "File name too long")


@FULL
@pytest.mark.parametrize(
    "words", ["template study --out {}", "gaps {my} --format csv --quiet --out {}", "export graphml {my} --out {}"]
)
def test_what_a_full_device_refuses_is_not_said_to_be_written(tmp_path: Path, words: str) -> None:
    link = tmp_path / "full"
    link.symlink_to("/dev/full")

    is_told(chainlink_here(*words.format(link, my=small_dataset(tmp_path / "my")).split()), 3, "No space left")
    assert Path("/dev/full").is_char_device()


@CLOSED
@pytest.mark.parametrize("place", ["/dev/null", "a-pipe"])
def test_a_device_is_written_to_and_a_pipe_without_a_reader_refused(tmp_path: Path, place: str) -> None:
    pipe = tmp_path / "a-pipe"
    os.mkfifo(pipe)

    if place == "a-pipe":
        with pytest.raises(WriteError, match="a-pipe"):
            write_bytes(pipe, b"x")
    else:
        write_bytes(Path(place), b"x")
    assert Path("/dev/null").is_char_device()
    assert pipe.is_fifo()


@CLOSED
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "list.csv")

    write_bytes(link, b"x")

    assert link.is_symlink()
    assert (tmp_path / "list.csv").read_bytes() == b"x"


@CLOSED
@pytest.mark.parametrize("place", ["link.csv", "link.csv/deep/a.csv"])
def test_a_link_into_no_folder_is_told_and_no_folder_is_made(tmp_path: Path, place: str) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "gone" / "list.csv")

    with pytest.raises(WriteError, match=r"link\.csv"):
        write_bytes(tmp_path / place, b"x")

    assert [file.name for file in tmp_path.iterdir()] == ["link.csv"]


@CLOSED
def test_bytes_that_are_no_utf_8_in_a_path_are_no_trouble(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff\xe9"))
    folder = small_dataset(odd)

    assert chainlink("check", folder).returncode == 0
    assert chainlink_here("run", folder, "--out", folder / "out").returncode == 0
    done = chainlink_here("check", folder / "none")
    is_told(done, 2, "none")


@CLOSED
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_dataset_is_written_to_and_read_from_a_folder_whose_name_is_no_utf_8(tmp_path: Path, form: str) -> None:
    folder = small_dataset(tmp_path / "my")
    odd = tmp_path / os.fsdecode(b"\xff\xe9")

    done = chainlink("export", form, folder, "--out", odd, "--quiet")

    assert done.returncode == 0, done.stderr
    assert (odd / f"firms.{form}").is_file()
    assert read_dataset(odd).tables["firms"]["firm"].to_list() == read_dataset(folder).tables["firms"]["firm"].to_list()


@CLOSED
@pytest.mark.parametrize("words", ["template study --out x.toml", "names x.csv", "import x.csv --into y", "check ."])
def test_a_working_folder_that_is_gone_is_told(tmp_path: Path, words: str) -> None:
    (tmp_path / "gone").mkdir()

    done = shell(f"rmdir ../gone; chainlink {words}", cwd=tmp_path / "gone")

    assert "Traceback" not in done.stderr
    assert done.returncode in {1, 2, 3}


@FULL
@CLOSED
@pytest.mark.parametrize(
    "line",
    ["chainlink template study > /dev/full", "chainlink --help >&-", "chainlink gaps {} --format csv > /dev/full"],
)
def test_an_output_that_cannot_be_written_is_told(tmp_path: Path, line: str) -> None:
    done = shell(line.format(small_dataset(tmp_path / "my")) + " ")

    assert done.returncode == 3
    assert "标准输出" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


@CLOSED
@pytest.mark.parametrize(
    "line", ["chainlink gaps {} --format csv --quiet | true", "chainlink check {} --format json | true"]
)
def test_who_closes_the_pipe_early_hears_nothing(tmp_path: Path, line: str) -> None:
    done = shell(line.format(small_dataset(tmp_path / "my")))

    assert done.stderr == ""
    assert done.returncode in {0, 3}


@FULL
@CLOSED
@pytest.mark.parametrize(
    "line",
    ["chainlink run {} --out {}/out 2>&-", "chainlink gaps {} --out {}/a.csv 2>/dev/full", "chainlink names 甲厂 0<&-"],
)
def test_the_work_is_done_where_nobody_can_be_told(tmp_path: Path, line: str) -> None:
    folder = small_dataset(tmp_path / "my")

    assert shell(line.format(folder, folder)).returncode == 0


@pytest.mark.bounds
@pytest.mark.parametrize(
    "words",
    ["gaps --top ²", "gaps --as-of ٣", "diff --as-of 2020 --as-of 1_0", "measure fitness x.csv --iterations ²",
     "measure fitness x.csv --delta ½", "gaps --as-of 99999999999999999999", "gaps --known-by ٢٠٢١", "backtest ²",
     "add firm 甲 --seen ² --into {}", "add claim 5套 --year ² --measure output --about firms:changan --source SEED --into {}"],
)  # fmt: skip
def test_signs_that_are_no_digits_are_no_number(tmp_path: Path, words: str) -> None:
    done = chainlink_here(*words.format(small_dataset(tmp_path / "my")).split())

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.bounds
def test_full_width_digits_are_digits(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")

    assert chainlink_here("gaps", folder, "--as-of", "２０２１", "--quiet", "--format", "csv").stdout == (
        chainlink_here("gaps", folder, "--as-of", "2021", "--quiet", "--format", "csv").stdout
    )


# --- writers that die, and several at once --------------------------------------------------------------------------


def hidden(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name.startswith("."))


@CLOSED
def test_what_a_killed_writer_left_goes_with_the_next_command(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    for left in (".my.part-1", ".my.ready"):
        small_dataset(tmp_path / left)
    (tmp_path / ".my.lock").touch()

    assert chainlink_here("check", folder).returncode == 0

    assert hidden(tmp_path) == []
    assert (tmp_path / "my-backups" / "0001" / "firms.csv").exists()


@pytest.mark.bounds
def test_what_a_killed_run_left_goes_with_the_next_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".chainlink-dead" / "districts").mkdir(parents=True)

    assert chainlink_here("run", small_dataset(tmp_path / "my"), "--out", out, "--lang", "en").returncode == 0

    assert hidden(out) == []


@CLOSED
def test_what_a_living_writer_composes_is_left_alone(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    (tmp_path / ".my.part-alive").mkdir()

    with holding(folder):
        assert chainlink("check", folder).returncode == 0
        assert hidden(tmp_path) == [".my.lock", ".my.part-alive"]


@CLOSED
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_writer_that_dies_lets_go_of_its_lock(tmp_path: Path, sign: signal.Signals) -> None:
    folder = small_dataset(tmp_path / "my")
    code = f"import time; from chainlink.data.writing.lock import holding\nwith holding(__import__('pathlib').Path({str(folder)!r})):\n print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(sign)
        holder.wait()

    with holding(folder, patient=False) as alone:
        assert alone


@pytest.mark.slow
def test_no_change_is_lost_where_several_add_at_once(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    words = ("--title", "t", "--date", "2021", "--kind", "official_media", "--into", str(folder), "--quiet")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "chainlink", "add", "source", f"S{at}", *words], stderr=subprocess.DEVNULL
        )
        for at in range(4)
    ]

    codes = [writer.wait(300) for writer in started]

    assert codes == [0, 0, 0, 0]
    assert sorted(read_dataset(folder).tables["sources"]["source"]) == ["S0", "S1", "S2", "S3", "SEED"]
    assert hidden(tmp_path) == []


def test_two_who_make_one_new_dataset_at_once_are_both_in_it(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.csv").write_text(LIST.replace("试验", name * 3), encoding="utf-8")
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "chainlink",
                "import",
                str(tmp_path / f"{name}.csv"),
                "--into",
                str(tmp_path / "new"),
                "--quiet",
            ],
            stderr=subprocess.DEVNULL,
        )
        for name in ("甲", "乙")
    ]

    assert [writer.wait(300) for writer in started] == [0, 0]
    assert sorted(read_dataset(tmp_path / "new").tables["firms"]["name"]) == [
        "重庆乙乙乙照明有限公司",
        "重庆甲甲甲照明有限公司",
    ]


def test_who_read_an_older_state_is_told_and_changes_nothing(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    dataset, before = read_dataset(folder), fingerprint(folder)
    firms = dataset.tables["firms"]
    replace_tables(dataset, {"firms": firms.with_columns(note=pl.lit("first"))}, before=before)

    with pytest.raises(CallError):
        replace_tables(dataset, {"firms": firms.with_columns(note=pl.lit("second"))}, before=before)

    assert read_dataset(folder).tables["firms"]["note"].to_list() == ["first"] * 3


@pytest.mark.slow
@CLOSED
def test_a_dataset_is_old_or_new_whole_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    for at in range(6):
        writer = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "chainlink",
                "add",
                "source",
                f"S{at}",
                "--title",
                "t",
                "--into",
                str(folder),
                "--quiet",
            ],
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.25 * (at + 1))
        writer.kill()
        writer.wait()
        sources = read_dataset(folder).tables["sources"]["source"].to_list()
        assert set(sources) <= {"SEED", *(f"S{seen}" for seen in range(at + 1))}

    assert chainlink("check", folder).returncode == 0
    assert hidden(tmp_path) in ([], [".my.lock"])


def test_names_refuses_a_folder_and_a_file_of_another_kind_instead_of_looking_them_up(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "Liste.xlsb", "w") as outside:
        outside.writestr("xl/workbook.bin", "x")
    (tmp_path / "名单").mkdir()

    binary = chainlink_here("names", tmp_path / "Liste.xlsb", "--lang", "en")
    assert (binary.returncode, binary.stdout) == (1, "")
    assert "should be .xlsx, .xls, .csv" in binary.stderr
    is_told(chainlink_here("names", "名单", cwd=tmp_path), 2, "名单 是文件夹")
    is_told(chainlink_here("names", "absent.ods", cwd=tmp_path), 2, "absent.ods")
