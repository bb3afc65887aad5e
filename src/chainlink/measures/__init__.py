"""Formulas on frames and labelled matrices; ``from chainlink.measures import NAME`` loads what NAME needs."""

from typing import TYPE_CHECKING

from chainlink.lazy import names_of

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

__getattr__, __dir__ = names_of(
    __name__,
    {
        "concentration": "herfindahl single_source",
        "economic_complexity": "complexity complexity_outlook",
        "fitness_quality": "fitness",
        "input_output": "allocation_coefficients ghosh_inverse hypothetical_extraction leontief_inverse multipliers "
        "power_of_dispersion sensitivity_of_dispersion technical_coefficients",
        "io_faults": "table_faults",
        "link_prediction": "link_scores",
        "local_content": "local_content_rate local_input_rate",
        "nearest": "nearest_absent",
        "null_model": "bipartite_null",
        "position": "trophic_level upstreamness",
        "regional_tables": "balance regionalise",
        "relatedness": "proximity relatedness_density",
        "specialisation": "location_quotient presence",
        "validation": "validated_copresence",
    },
)
