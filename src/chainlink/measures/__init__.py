"""Formulas on frames and labelled matrices; ``from chainlink.measures import NAME`` loads what NAME needs."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainlink.measures.concentration import herfindahl, single_source
    from chainlink.measures.economic_complexity import complexity, complexity_outlook
    from chainlink.measures.fitness_quality import fitness
    from chainlink.measures.input_output import (
        allocation_coefficients,
        ghosh_inverse,
        hypothetical_extraction,
        leontief_inverse,
        multipliers,
        power_of_dispersion,
        sensitivity_of_dispersion,
        technical_coefficients,
    )
    from chainlink.measures.io_faults import table_faults
    from chainlink.measures.link_prediction import link_scores
    from chainlink.measures.local_content import local_content_rate, local_input_rate
    from chainlink.measures.nearest import nearest_absent
    from chainlink.measures.null_model import bipartite_null
    from chainlink.measures.position import trophic_level, upstreamness
    from chainlink.measures.regional_tables import balance, regionalise
    from chainlink.measures.relatedness import proximity, relatedness_density
    from chainlink.measures.specialisation import location_quotient, presence
    from chainlink.measures.validation import validated_copresence

__all__ = [
    "allocation_coefficients",
    "balance",
    "bipartite_null",
    "complexity",
    "complexity_outlook",
    "fitness",
    "ghosh_inverse",
    "herfindahl",
    "hypothetical_extraction",
    "leontief_inverse",
    "link_scores",
    "local_content_rate",
    "local_input_rate",
    "location_quotient",
    "multipliers",
    "nearest_absent",
    "power_of_dispersion",
    "presence",
    "proximity",
    "regionalise",
    "relatedness_density",
    "sensitivity_of_dispersion",
    "single_source",
    "table_faults",
    "technical_coefficients",
    "trophic_level",
    "upstreamness",
    "validated_copresence",
]

_HOME = {
    "allocation_coefficients": "input_output",
    "balance": "regional_tables",
    "bipartite_null": "null_model",
    "complexity": "economic_complexity",
    "complexity_outlook": "economic_complexity",
    "fitness": "fitness_quality",
    "ghosh_inverse": "input_output",
    "herfindahl": "concentration",
    "hypothetical_extraction": "input_output",
    "leontief_inverse": "input_output",
    "link_scores": "link_prediction",
    "local_content_rate": "local_content",
    "local_input_rate": "local_content",
    "location_quotient": "specialisation",
    "multipliers": "input_output",
    "nearest_absent": "nearest",
    "power_of_dispersion": "input_output",
    "presence": "specialisation",
    "proximity": "relatedness",
    "regionalise": "regional_tables",
    "relatedness_density": "relatedness",
    "sensitivity_of_dispersion": "input_output",
    "single_source": "concentration",
    "table_faults": "io_faults",
    "technical_coefficients": "input_output",
    "trophic_level": "position",
    "upstreamness": "position",
    "validated_copresence": "validation",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
