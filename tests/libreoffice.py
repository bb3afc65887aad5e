"""LibreOffice for the tests of office files: a document converted headless, with a profile of its own."""

import subprocess
from pathlib import Path

from browser import need


def converted(form: str, folder: Path, *files: Path) -> list[Path]:
    """Convert ``files`` to ``form`` in one start, in a folder of its own, and return the results in their order."""
    program = need("soffice")
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        folder,
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [folder / f"{file.stem}.{form}" for file in files]


def pages_of(pdf: Path) -> list[str]:
    """Return the text of every page of a PDF."""
    done = subprocess.run([need("pdftotext"), "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8")
    return done.stdout.split("\f")[:-1]
