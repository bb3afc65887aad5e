"""The options that several commands take, and the groups of them that a command takes as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from chainlink.cli.usage import count, year

# Help texts are codes of the vocabulary; they are worded once the language is known (see ``app``).


def option(flag: str, meaning: str, **more: Any) -> Any:
    """Return an option that shows no default; ``meaning`` is the code of its help."""
    return typer.Option(flag, help=meaning, show_default=False, **more)


Data = Annotated[
    Path | None, typer.Argument(metavar="DATASET", help="help.dataset", readable=False, show_default=False)
]
Out = Annotated[Path | None, option("--out", "help.out", readable=False)]
StudyFile = Annotated[Path | None, option("--study", "help.study", readable=False)]
Region = Annotated[str | None, option("--region", "help.region")]
AsOf = Annotated[int | None, option("--as-of", "help.as_of", parser=year, metavar="INTEGER")]
KnownBy = Annotated[str | None, option("--known-by", "help.known_by")]
ReferenceFile = Annotated[Path | None, option("--reference", "help.reference", readable=False)]
IoFile = Annotated[Path | None, option("--io", "help.io", readable=False)]
Origin = Annotated[str | None, option("--origin", "help.origin")]
Chain = Annotated[str | None, option("--chain", "help.chain")]
Top = Annotated[int | None, option("--top", "help.top", parser=count, metavar="INTEGER")]
Answers = Annotated[int, typer.Option("--answers", min=0, metavar="INTEGER", help="help.visits_answers")]
Form = Annotated[str, typer.Option("--format", help="help.format")]
Lang = Annotated[str, typer.Option("--lang", help="help.lang", envvar="CHAINLINK_LANG")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="help.quiet")]
Into = Annotated[Path | None, option("--into", "help.into", metavar="DATASET", readable=False)]
New = Annotated[bool, typer.Option("--new", help="help.new_dataset")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="help.dry_run")]

TRIED = 24
"""How many answers are tried where nothing else is asked: a report takes ten seconds at most."""


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language a command speaks, and whether it says only what must be said."""

    lang: Lang = "zh"
    quiet: Quiet = False


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """The study file, and what the command line sets over it."""

    study: StudyFile = None
    region: Region = None
    as_of: AsOf = None
    known_by: KnownBy = None


@dataclass(frozen=True, slots=True)
class Target:
    """In which format a list is given, and into which file."""

    form: Form = "table"
    out: Out = None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let the command line see each option of the groups that ``command`` takes, in the place of its group."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    shown: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name not in groups:
            shown.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        kinds = get_type_hints(groups[parameter.name], include_extras=True)
        shown += [
            inspect.Parameter(field.name, parameter.kind, default=field.default, annotation=kinds[field.name])
            for field in fields(groups[parameter.name])
        ]

    def called(*words: Any, **options: Any) -> None:
        for name, kind in groups.items():
            own = {field.name: options.pop(field.name) for field in fields(kind) if field.name in options}
            options[name] = kind(**own)  # type: ignore[operator]  # a dataclass, by its annotation
        command(*words, **options)

    called.__name__, called.__doc__ = command.__name__, command.__doc__
    called.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # what typer reads
    return called
