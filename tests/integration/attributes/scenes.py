"""What the tests of attributes do again and again, in a person's words."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tillbook import configuration
from tillbook.customers.parameters import parameters_id
from tillbook.exchange.errors import Refused
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as


def put(cast: Network, kind: str, id: UUID | None = None, /, **document: Any) -> UUID:
    """Let an administrator write a piece of configuration."""
    entity = id or new_id()
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        configuration.put(actor, kind, id=entity, document=document)
    return entity


def refusal(cast: Network, kind: str, id: UUID | None = None, /, **document: Any) -> Refused:
    """Return why a piece of configuration is refused."""
    with pytest.raises(Refused) as refused:
        put(cast, kind, id, **document)
    return refused.value


def attribute(cast: Network, code: str, data_type: str, /, **more: Any) -> UUID:
    """Make an attribute with a type of its own; what is the type's goes to the type."""
    names = "unit is_fixed_list values has_range range_from range_to reference_kind".split()
    limits = {name: more.pop(name) for name in names if name in more}
    type = put(cast, "attribute_type", code=code, name=code, data_type=data_type, **limits)
    return put(cast, "attribute", code=code, name=code, type=str(type), **more)


def group(cast: Network, code: str, *attributes: UUID, **defaults: Any) -> UUID:
    """Make a group of attributes; defaults are named by the position of the line, as `at_0`."""
    lines = [
        {"attribute": str(id), "default": defaults.get(f"at_{at}")}
        for at, id in enumerate(attributes)
    ]
    return put(cast, "attribute_group", code=code, name=code, lines=lines)


def name_in_parameters(cast: Network, group: UUID | None, /, **by: Any) -> None:
    """Name a group in Commerce parameters, and further ones by what they hang on."""
    put(
        cast,
        "commerce_parameters",
        parameters_id(),
        store=None,
        customer_attribute_group=str(group) if group else None,
        attribute_groups_by=by,
    )
