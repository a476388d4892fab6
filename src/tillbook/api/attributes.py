"""The attributes of customers, for clients that read and enter their values. Read only."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router

from tillbook.api import answers
from tillbook.api.attribute_schemas import Attribute, Attributes, ListValue
from tillbook.api.authentication import Call
from tillbook.attributes import queries
from tillbook.attributes.rules.definitions import Definition

router = Router(tags=["configuration"])
Language = Annotated[str, Query(max_length=35, description="Of the texts, such as sv.")]


@router.get("/attributes", response=Attributes, summary="List the attributes of customers")
def attributes(request: Call, language: Language = "") -> HttpResponse:
    """Return what customers can be described by, by code; their values stand in `attributes`."""
    listed = [_attribute(one) for one in queries.every_one(language=language)]
    return answers.json(Attributes(items=listed))


def _attribute(one: Definition) -> Attribute:
    return Attribute(
        id=one.id,
        code=one.code,
        name=one.label,
        description=one.description,
        help_text=one.help_text,
        data_type=one.data_type,
        unit=one.unit,
        values=[ListValue(code=option.code, name=option.name) for option in one.options],
        range_from=one.least,
        range_to=one.most,
        reference_kind=one.reference_kind,
        default=one.default,
        required=one.is_required,
        searchable=one.is_searchable,
        pattern=one.pattern,
    )
