"""The items of the form's lists with their controls: contacts, addresses, numbers, contact persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tillbook.customers.queries import ReadAloud
from tillbook.customers.rules import consents
from tillbook.customers.rules.defaults import purpose_of
from tillbook.foundation import addresses, phones
from tillbook.screens import words
from tillbook.screens.controls import Field, Option, options
from tillbook.screens.customer import choices
from tillbook.screens.customer.build import Build
from tillbook.screens.customer.fields import CONTACT_PERSON, IDENTIFIER
from tillbook.screens.customer.typed import Row
from tillbook.screens.messages import message

#: Asked for beside the fields of the country, or carried by the address itself.
_APART = frozenset({"name", "phone", "purpose", "country"})
#: What few addresses need.
_EXTRA = ("attention", "street_number", "building", "post_box")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a list on the page."""

    row: Row
    title: str
    fields: tuple[Field, ...]
    #: Whether there is another one to choose between as the primary one.
    has_choice: bool = False
    #: Choices for marketing; empty where it is not asked.
    answers: tuple[Option, ...] = ()
    #: The words in which somebody is asked, and the language that they are in.
    wording: ReadAloud | None = None
    wording_language: str = ""
    #: Controls of addresses that go by its value.
    followers: tuple[str, ...] = ()
    #: Whether a number that cannot be read may be kept as it was typed.
    offers_as_typed: bool = False
    #: Fields that few addresses need, unfolded where one of them says something.
    extra: tuple[Field, ...] = ()
    #: Name and phone of an address, with what stands there while nobody changes it.
    presets: tuple[tuple[Field, str], ...] = ()
    #: The lines of the label.
    lines: tuple[str, ...] = ()
    #: Values that are preset unless another is chosen, by control.
    preset_values: tuple[tuple[str, str], ...] = ()
    #: How a phone number is understood.
    reading: str = ""

    @property
    def id(self) -> str:
        """The element's id."""
        return f"{self.row.part.prefix}-{self.row.index}"

    @property
    def notes(self) -> str:
        """The ids of the notes below its controls, for asking for them anew."""
        return ",".join(f"#w-{field.name}" for field in self.fields)

    @property
    def follow(self) -> str:
        """The ids of what follows its value: the words to read, phones of addresses."""
        wording = [f"#{self.id}-wording"] if self.wording else []
        followers = (f"#{name}-preset" for name in self.followers)
        return ",".join([*wording, *followers])

    @property
    def opens_extra(self) -> bool:
        """Whether one of the fields that few need says something."""
        return any(field.value or field.problem for field in self.extra)

    @property
    def slot(self) -> str:
        """What it competes in to be the primary one."""
        return self.row.values.get("kind", self.row.part.prefix)


def contacts(build: Build) -> tuple[Item, ...]:
    """Return the contacts that are asked for."""
    rows = [row for row in build.form.contacts if _is_asked(row, build)]
    kinds = [row.values["kind"] for row in rows]
    return tuple(
        _contact(row, build, has_choice=kinds.count(row.values["kind"]) > 1) for row in rows
    )


def contacts_in_rest(build: Build) -> list[Row]:
    """Return the secondary phones and emails that are kept and not asked for."""
    return [row for row in build.form.contacts if row.id and not _is_asked(row, build)]


def _is_asked(row: Row, build: Build) -> bool:
    is_typed = not row.id and bool(row.values["value"])
    is_asked = build.around.has_many_contacts or row.is_primary or row.values["kind"] == "url"
    return is_asked or is_typed


def _contact(row: Row, build: Build, *, has_choice: bool) -> Item:
    kind = row.values["kind"]
    is_mobile = kind == "phone" and row.values["is_mobile"] == "on"
    word = words.field_name("mobile" if is_mobile else kind)
    shape = {"phone": "tel", "email": "email"}.get(kind, "")
    value = build.item(row, "value", label=word, shape=shape)
    if row.is_primary and kind in build.required:
        value = build.item(row, "value", label=word, shape=shape, is_required=True)
    elif build.around.is_new and (kind == "url" or "contact" not in build.required):
        value = build.item(row, "value", label=word, shape=shape, is_optional=True)
    fields = [value]
    if not build.around.is_new or has_choice:
        is_landline = kind == "phone" and not is_mobile
        names = ("extension", "label") if is_landline or row.values["extension"] else ("label",)
        fields += [build.item(row, name) for name in names]
    reading = _reading(row.values["value"], build) if kind == "phone" else ""
    asked = _asked(row, build, value=reading.partition(",")[0] or row.values["value"])
    return Item(
        row=row,
        title=word,
        fields=tuple(fields),
        has_choice=has_choice,
        reading=reading,
        followers=tuple(one.control("phone") for one in build.form.addresses if one.is_active),
        offers_as_typed=kind == "phone"
        and (row.is_as_typed or (bool(value.problem) and not reading)),
        **asked,
    )


def _asked(row: Row, build: Build, *, value: str) -> dict[str, Any]:
    """Return the choices of consent and the words to read aloud, with the value in them."""
    if row.values["kind"] not in consents.KINDS:
        return {}
    stored = row.marketing or consents.NOT_ASKED
    answers = tuple(
        Option(value=answer, label=words.answer_name(answer), is_chosen=answer == stored)
        for answer in consents.ANSWERS
    )
    wording = build.around.wording(build.language, value=value or "…")
    if wording is None:
        return {}
    named = words.language_name(wording.language)
    return {"answers": answers, "wording": wording, "wording_language": named}


def _reading(text: str, build: Build) -> str:
    """Say how a number is understood: in full, with its country."""
    phone = phones.normalise(text, country=build.around.country) if text else None
    if not isinstance(phone, phones.Phone):
        return ""
    if not phone.country.isalpha():
        return phone.display
    return f"{phone.display}, {words.value_name('country', phone.country)}"


def active_addresses(build: Build) -> tuple[Item, ...]:
    """Return the addresses that count, each in the form of its country."""
    rows = [row for row in build.form.addresses if row.values["is_active"]]
    return tuple(
        _address(row, build, place=place, has_choice=len(rows) > 1)
        for place, row in enumerate(rows, start=1)
    )


def retired_addresses(build: Build) -> tuple[Item, ...]:
    """Return the addresses that were retired, as lines."""
    return tuple(
        Item(
            row=row,
            title=purpose_name(row.values["purpose"], build),
            fields=(),
            lines=tuple(addresses.lines(row.values)),
        )
        for row in build.form.addresses
        if not row.values["is_active"]
    )


def purpose_name(code: str, build: Build) -> str:
    """Name what an address is for."""
    return build.around.purposes.get(code) or words.choice_name(code)


def _address(row: Row, build: Build, *, place: int, has_choice: bool) -> Item:
    country = row.values["country"] or build.around.country
    preset_purpose = purpose_of(build.type, build.around.purpose_of_type)
    head = (
        build.item(
            row,
            "purpose",
            options=options(build.around.purposes.items(), row.values["purpose"] or preset_purpose),
        ),
        build.item(
            row,
            "country",
            options=options(choices.country_pairs(build.around.country), country),
            refreshes=f"address-{row.index}",
        ),
    )
    is_preset = not row.id
    fields = list(_country_fields(row, build, country=country))
    return Item(
        row=row,
        title=_("Address %(n)s") % {"n": place},
        fields=(*head, *(field for field in fields if field.kind not in _EXTRA)),
        extra=tuple(field for field in fields if field.kind in _EXTRA),
        has_choice=has_choice,
        presets=_people(row, build),
        lines=_label(row, build, country=country) if row.is_kept else (),
        preset_values=(
            (row.control("purpose"), preset_purpose),
            (row.control("country"), build.around.country),
        )
        if is_preset
        else (),
    )


def _country_fields(row: Row, build: Build, *, country: str) -> Iterable[Field]:
    """Make the fields in the order of the country; what was typed under another one stays in sight."""
    layout = addresses.form_of(country, get_language() or "en")
    names = [name for name in layout.fields if name not in _APART]
    names += [name for name in _EXTRA if name not in names]
    names += [name for name in row.values if row.values[name] and name not in (*names, *_APART)]
    warnings = _warnings(row, country=country)
    for name in names:
        if name not in row.part.limits:
            continue
        more: dict[str, Any] = {"warning": warnings.get(name, "")}
        more["label"] = words.address_field_name(name, layout.labels.get(name, ""))
        if name == "state" and layout.states:
            more["options"] = options([("", "–"), *layout.states], row.values[name])
        yield build.item(row, name, **more)


def _warnings(row: Row, *, country: str) -> dict[str, str]:
    """Say what looks unusual in an address that has anything in it; it may be saved all the same."""
    if not row.is_kept:
        return {}
    found = addresses.check({**row.values, "country": country})
    return {
        warning.field: message(
            f"address.{warning.reason}", {"country": country, "example": warning.example}
        )
        for warning in found
    }


def _people(row: Row, build: Build) -> tuple[tuple[Field, str], ...]:
    """Return name and phone: the control that changes it, and what stands there (AR-028)."""
    primary = next(
        (r for r in build.form.contacts if r.values["kind"] == "phone" and r.is_primary), None
    )
    presets = {
        "name": build.form.text("name"),
        "phone": primary.values["value"] if primary else "",
    }
    labels = {"name": _("Name on this address"), "phone": _("Phone for this address")}
    return tuple(
        (
            build.item(row, name, label=labels[name], shape="tel" if name == "phone" else ""),
            words.phone_text(row.values[name]) or presets[name],
        )
        for name in ("name", "phone")
    )


def _label(row: Row, build: Build, *, country: str) -> tuple[str, ...]:
    values = {**row.values, "country": country}
    values["name"] = values["name"] or build.form.text("name")
    language = get_language() or "en"
    return tuple(addresses.lines(values, sent_from=build.around.country, language=language))


def identifiers(build: Build) -> tuple[Item, ...]:
    """Return the numbers that identify the customer."""
    items = []
    for row in build.form.rows[IDENTIFIER.prefix]:
        schemes = choices.scheme_pairs(build.around.country, type=build.type)
        chosen = row.values["scheme"] or next(iter(schemes), ("other", ""))[0]
        scheme = build.item(
            row, "scheme", label=_("Kind of number"), options=options(schemes, chosen)
        )
        value = build.item(row, "value", label=_("Number"))
        items.append(Item(row=row, title=choices.scheme_name(chosen), fields=(scheme, value)))
    return tuple(items)


def contact_persons(build: Build) -> tuple[Item, ...]:
    """Return the people to speak to in an organization."""
    shapes = {"email": "email", "phone": "tel"}
    return tuple(
        Item(
            row=row,
            title=_("Contact person %(n)s") % {"n": place},
            fields=tuple(
                build.item(row, name, shape=shapes.get(name, "")) for name in CONTACT_PERSON.limits
            ),
        )
        for place, row in enumerate(build.form.rows[CONTACT_PERSON.prefix], start=1)
    )
