"""Formulas on frames and labelled matrices; ``from chainlink.measures import NAME`` loads what NAME needs."""

from typing import TYPE_CHECKING

from chainlink.lazy import names_of

if TYPE_CHECKING:
    from chainlink.measures.input_output.faults import table_faults
    from chainlink.measures.input_output.leontief import (
        allocation_coefficients,
        ghosh_inverse,
        hypothetical_extraction,
        leontief_inverse,
        multipliers,
        power_of_dispersion,
        sensitivity_of_dispersion,
        technical_coefficients,
    )
    from chainlink.measures.input_output.regional_tables import balance, regionalise
    from chainlink.measures.networks.economic_complexity import complexity, complexity_outlook
    from chainlink.measures.networks.fitness_quality import fitness
    from chainlink.measures.networks.link_prediction import link_scores
    from chainlink.measures.networks.nearest import nearest_absent
    from chainlink.measures.networks.null_model import bipartite_null
    from chainlink.measures.networks.position import trophic_level, upstreamness
    from chainlink.measures.networks.relatedness import proximity, relatedness_density
    from chainlink.measures.networks.specialisation import location_quotient, presence
    from chainlink.measures.networks.validation import validated_copresence
    from chainlink.measures.supply.concentration import herfindahl, single_source
    from chainlink.measures.supply.local_content import local_content_rate, local_input_rate

__all__ = [
    "allocation_coefficients", "balance", "bipartite_null", "complexity", "complexity_outlook", "fitness",
    "ghosh_inverse", "herfindahl", "hypothetical_extraction", "leontief_inverse", "link_scores", "local_content_rate",
    "local_input_rate", "location_quotient", "multipliers", "nearest_absent", "power_of_dispersion", "presence",
    "proximity", "regionalise", "relatedness_density", "sensitivity_of_dispersion", "single_source", "table_faults",
    "technical_coefficients", "trophic_level", "upstreamness", "validated_copresence",
]  # fmt: skip

__getattr__, __dir__ = names_of(
    __name__,
    {
        "supply.concentration": "herfindahl single_source",
        "networks.economic_complexity": "complexity complexity_outlook",
        "networks.fitness_quality": "fitness",
        "input_output.leontief": "allocation_coefficients ghosh_inverse hypothetical_extraction leontief_inverse "
        "multipliers power_of_dispersion sensitivity_of_dispersion technical_coefficients",
        "input_output.faults": "table_faults",
        "networks.link_prediction": "link_scores",
        "supply.local_content": "local_content_rate local_input_rate",
        "networks.nearest": "nearest_absent",
        "networks.null_model": "bipartite_null",
        "networks.position": "trophic_level upstreamness",
        "input_output.regional_tables": "balance regionalise",
        "networks.relatedness": "proximity relatedness_density",
        "networks.specialisation": "location_quotient presence",
        "networks.validation": "validated_copresence",
    },
)
