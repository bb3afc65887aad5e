"""Steps as plain functions: a parameter names an input, a setting or another step; what may be shared follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast, get_type_hints

T = TypeVar("T")


class Dag:
    """The steps of some modules: their public functions, each of which says by its parameters what it stands on.

    Attributes:
        steps: the steps by name, each after those it stands on.
        parameters: what the parameters of each step name.
        reach: the settings that can change the result of each step, through whatever it stands on.
        stands_on: the inputs that can, in the same way.

    Raises:
        TypeError: at once, and naming the piece: a parameter names nothing, or what it names is of another type; a name
            stands for two things; steps stand on each other.

    """

    def __init__(self, *modules: ModuleType, inputs: Mapping[str, object], settings: Mapping[str, object]) -> None:
        steps = [step for module in modules for step in _own(module)]
        kinds = {**inputs, **settings}
        for step in steps:
            if step.__name__ in kinds:
                raise TypeError(f"step {step.__name__}: the name stands for something else already")
            kinds[step.__name__] = get_type_hints(step, include_extras=True)["return"]
        self.parameters: dict[str, tuple[str, ...]] = {}
        for step in steps:
            wanted = {
                name: kind for name, kind in get_type_hints(step, include_extras=True).items() if name != "return"
            }
            for name, kind in wanted.items():
                if name not in kinds:
                    raise TypeError(f"step {step.__name__}: no input, setting or step is called {name}")
                if kinds[name] != kind:
                    raise TypeError(f"step {step.__name__}: {name} is {_called(kinds[name])}, not {_called(kind)}")
            self.parameters[step.__name__] = tuple(wanted)
        self.steps = {step.__name__: step for step in steps}
        self.reach: dict[str, tuple[str, ...]] = {name: (name,) for name in settings}
        self.stands_on: dict[str, frozenset[str]] = {name: frozenset({name}) for name in inputs}
        try:
            order = [name for name in TopologicalSorter(self.parameters).static_order() if name in self.steps]
        except CycleError as error:
            raise TypeError(f"steps stand on each other: {' -> '.join(error.args[1])}") from error
        for name in order:
            below = {one for parameter in self.parameters[name] for one in self.reach.get(parameter, ())}
            self.reach[name] = tuple(sorted(below))
            tables = [self.stands_on.get(parameter, frozenset()) for parameter in self.parameters[name]]
            self.stands_on[name] = frozenset[str]().union(*tables)
        self.steps = {name: self.steps[name] for name in order}


def _called(kind: object) -> str:
    """Return the name of a type: that of its schema for a declared frame."""
    return str(getattr([kind, *getattr(kind, "__metadata__", ())][-1], "__name__", kind))


def _own(module: ModuleType) -> list[FunctionType]:
    """Return the public functions that a module defines itself."""
    functions = [value for name, value in vars(module).items() if isinstance(value, FunctionType) and name[0] != "_"]
    return [function for function in functions if function.__module__ == module.__name__]


@dataclass(frozen=True)
class Results:
    """What the steps give on ``inputs`` under the settings of ``study``, each made once and when first asked for.

    Studies on the same inputs (``under``) share the results of every step none of whose settings differ.
    """

    dag: Dag
    inputs: Mapping[str, object] = field(repr=False)
    study: object
    shared: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False)

    def of(self, step: Callable[..., T]) -> T:
        """Return what ``step`` gives."""
        return cast("T", self._named(step.__name__))

    def under(self, study: object) -> Results:
        """Return the results under the settings of another study."""
        return replace(self, study=study)

    def given(self, **inputs: object) -> Results:
        """Return the results on other inputs in place of those of the same name; what they cannot change is shared."""
        changed = inputs.keys()
        shared = {key: made for key, made in self.shared.items() if not self.dag.stands_on[str(key[0])] & changed}
        return replace(self, inputs={**self.inputs, **inputs}, shared=shared)

    def share_of_steps(self, inputs: Iterable[str]) -> float:
        """Return the share of the steps that other inputs of these names would run again."""
        changed = set(inputs)
        return sum(bool(self.dag.stands_on[step] & changed) for step in self.dag.steps) / len(self.dag.steps)

    def _named(self, name: str) -> Any:
        if name not in self.dag.steps:
            return self.inputs[name] if name in self.inputs else getattr(self.study, name)
        key = (name, *(getattr(self.study, setting) for setting in self.dag.reach[name]))
        if key not in self.shared:
            self.shared[key] = self.dag.steps[name](**{one: self._named(one) for one in self.dag.parameters[name]})
        return self.shared[key]
