"""The shapes of answers about attributes, and of their values."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt, StrictStr
from typing_extensions import TypedDict

Value = StrictBool | StrictInt | StrictStr


class ListValue(TypedDict):
    """One value of a fixed list; the code stands on customers."""

    code: str
    name: str


class Attribute(TypedDict):
    """A field that headquarters added to customers, with what its values may be."""

    id: Annotated[str, Field(description="Stands in the attributes of customers.")]
    code: Annotated[str, Field(description="May be used instead of the id in a request.")]
    name: Annotated[str, Field(description="What people see, in the language asked for.")]
    description: str
    help_text: str
    data_type: Annotated[
        str,
        Field(
            description="text, integer, decimal, currency, boolean, date_time (UTC) or reference."
        ),
    ]
    unit: str
    values: Annotated[list[ListValue], Field(description="Of a fixed list; else empty.")]
    range_from: Annotated[str, Field(description="Empty where that side is open.")]
    range_to: str
    reference_kind: Annotated[
        str, Field(description="What a reference names by its id: customer, store or worker.")
    ]
    default: Annotated[Value | None, Field(description="What new customers get.")]
    required: Annotated[bool, Field(description="Asked for at tills; it may come later.")]
    searchable: bool
    pattern: Annotated[str, Field(description="A regular expression for whole texts.")]


class Attributes(TypedDict):
    """The attributes of customers."""

    items: list[Attribute]
