"""Which names of configuration lack a language that stores work in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.attributes.models import Attribute, AttributeGroup
from tillbook.customers.models import AddressPurpose, ConsentPurpose
from tillbook.stores.models import Store

#: The language of texts without one: what stands where no other fits.
BASE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untranslated:
    """A row of configuration that is shown in another language than its reader's."""

    kind: str
    id: UUID
    name: str
    #: Tags of the languages that it lacks.
    languages: tuple[str, ...]


def untranslated() -> list[Untranslated]:
    """List what is named to people in stores and lacks their language."""
    spoken = set(Store.objects.order_by().values_list("language", flat=True).distinct()) - {BASE}
    found = []
    for kind, row, known in _named():
        lacking = tuple(sorted(tag for tag in spoken if not _knows(known, tag)))
        if lacking:
            found.append(Untranslated(kind=kind, id=row.id, name=row.name, languages=lacking))
    return found


def _named() -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    for attribute in Attribute.objects.all():
        yield "attribute", attribute, _friendly(attribute.translations)
    for group in AttributeGroup.objects.all():
        yield "attribute_group", group, _friendly(group.translations)
    for purpose in AddressPurpose.objects.all():
        yield "address_purpose", purpose, purpose.names
    for asked in ConsentPurpose.objects.all():
        texts = asked.wordings[-1]["texts"] if asked.wordings else {}
        both = {tag: text for tag, text in texts.items() if _knows(asked.names, tag)}
        yield "consent_purpose", asked, both


def _friendly(translations: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {tag: texts.get("friendly_name", "") for tag, texts in translations.items()}


def _knows(names: Mapping[str, Any], tag: str) -> bool:
    by_tag = {known.lower(): name for known, name in names.items()}
    return bool(by_tag.get(tag.lower()) or by_tag.get(tag.lower().partition("-")[0]))
