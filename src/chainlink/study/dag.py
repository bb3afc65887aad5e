"""Steps as plain functions: a parameter names an input, a setting or another step; what may be shared follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import polars as pl

T = TypeVar("T")


class Dag:
    """The steps of some modules: each says by its parameters what it stands on.

    A module gives its own public functions, and those of other modules that it lists under STEPS.

    Attributes:
        steps: the steps by name, each after those it stands on.
        homes: the module that gives each step.
        parameters: what the parameters of each step name.
        reach: the settings that can change the result of each step, through whatever it stands on.

    Raises:
        TypeError: at once, and naming the piece: a parameter names nothing, or what it names is of another type; a name
            stands for two things; steps stand on each other.

    """

    def __init__(self, *modules: ModuleType, inputs: Mapping[str, object], settings: Mapping[str, object]) -> None:
        self.steps: dict[str, FunctionType] = {}
        self.homes: dict[str, str] = {}
        kinds, wanted = {**inputs, **settings}, {}
        for module in modules:
            for step in _given(module):
                name = step.__name__
                if name in kinds:
                    raise TypeError(f"step {name}: the name stands for something else already")
                self.steps[name], self.homes[name] = step, module.__name__.rpartition(".")[2]
                wanted[name] = get_type_hints(step, include_extras=True)
                kinds[name] = wanted[name].pop("return")
        for name, parameters in wanted.items():
            for parameter, kind in parameters.items():
                if parameter not in kinds:
                    raise TypeError(f"step {name}: no input, setting or step is called {parameter}")
                if not _fits(kinds[parameter], kind):
                    raise TypeError(f"step {name}: {parameter} is {_called(kinds[parameter])}, not {_called(kind)}")
        self.parameters = {name: tuple(parameters) for name, parameters in wanted.items()}
        self.reach: dict[str, tuple[str, ...]] = {name: (name,) for name in settings}
        try:
            order = [name for name in TopologicalSorter(self.parameters).static_order() if name in self.steps]
        except CycleError as error:
            raise TypeError(f"steps stand on each other: {' -> '.join(error.args[1])}") from error
        for name in order:
            below = {setting for parameter in self.parameters[name] for setting in self.reach.get(parameter, ())}
            self.reach[name] = tuple(sorted(below))
        self.steps = {name: self.steps[name] for name in order}


def _fits(kind: object, wanted: object) -> bool:
    """Say whether a value of one type is of another: the same, or a tuple where a collection of the like is wanted."""
    many = get_origin(kind) is tuple and get_origin(wanted) in {Collection, Sequence}
    return kind == wanted or (many and get_args(kind)[:1] == get_args(wanted))


def _called(kind: object) -> str:
    """Return the name of a type: that of its schema for a declared frame."""
    return str(getattr([kind, *getattr(kind, "__metadata__", ())][-1], "__name__", kind))


def _given(module: ModuleType) -> list[FunctionType]:
    """Return the public functions that a module defines itself, and those that it lists under STEPS."""
    functions = [value for name, value in vars(module).items() if isinstance(value, FunctionType) and name[0] != "_"]
    own = [function for function in functions if function.__module__ == module.__name__]
    return [*getattr(module, "STEPS", ()), *own]


def twin(step: Callable[..., T], name: str, about: str, **instead: str) -> Callable[..., T]:
    """Return a step that does with other steps what ``step`` does: ``instead`` names them by its parameters.

    ``name`` is what the twin is called, ``about`` what it gives.
    """
    kinds = get_type_hints(step, include_extras=True)

    def again(**results: Any) -> T:
        return step(**{own: results[instead.get(own, own)] for own in kinds if own != "return"})

    again.__name__, again.__doc__ = name, about
    again.__annotations__ = {instead.get(own, own): kind for own, kind in kinds.items()}
    return again


@dataclass(frozen=True)
class Results:
    """What the steps give on ``inputs`` under the settings of ``study``, each made once and when first asked for.

    A step is not repeated on what it has stood on before, under whatever study (``under``) or on whatever other inputs
    (``given``); a frame that comes out as it did before is the earlier one, so that what stands on it is shared too.
    """

    dag: Dag
    inputs: Mapping[str, object] = field(repr=False)
    study: object
    shared: dict[tuple[object, ...], tuple[Any, ...]] = field(default_factory=dict, repr=False)
    own: dict[str, object] = field(default_factory=dict, repr=False)

    def of(self, step: Callable[..., T]) -> T:
        """Return what ``step`` gives."""
        return cast("T", self._named(step.__name__))

    def under(self, study: object) -> Results:
        """Return the results under the settings of another study."""
        return replace(self, study=study, own={})

    def given(self, **inputs: object) -> Results:
        """Return the results on other inputs in place of those of the same name; the first are left as they are."""
        return replace(self, inputs={**self.inputs, **inputs}, shared=self.shared.copy(), own={})

    def _named(self, name: str) -> Any:
        if name in self.inputs:
            return self.inputs[name]
        if name not in self.dag.steps:
            return getattr(self.study, name)
        if name not in self.own:
            parts = {below: self._named(below) for below in self.dag.parameters[name]}
            self.own[name] = self._made(name, parts)
        return self.own[name]

    def _made(self, name: str, parts: dict[str, Any]) -> object:
        """Return what a step gives on ``parts``; which are kept: no other takes the place of one in memory."""
        key = (name, *(part if self._is_setting(below) else id(part) for below, part in parts.items()))
        if key not in self.shared:
            made, earlier = self.dag.steps[name](**parts), self.shared.get((name,), ())
            if isinstance(made, pl.DataFrame):
                like = (frame for frame in earlier if made.schema == frame.schema and made.equals(frame))
                made = next(like, made)
                self.shared[name,] = tuple({id(frame): frame for frame in (*earlier, made)}.values())
            self.shared[key] = (made, parts)
        return self.shared[key][0]

    def _is_setting(self, name: str) -> bool:
        return name not in self.inputs and name not in self.dag.steps
