"""The form of a store: what it shows, what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.customers import queries as customers
from tillbook.customers.rules import default_customers
from tillbook.customers.rules.account_numbers import spaced
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.hq import choices, refusals
from tillbook.screens import words
from tillbook.screens.controls import Field, Problem, options
from tillbook.stores import checks
from tillbook.stores.models import LegalEntity, Store
from tillbook.stores.replicated import STORE

#: Empty: the default profile.
PROFILE = "functionality_profile"
#: Empty: the built-in layout.
LAYOUT = "screen_layout"
#: Fields that the form sends, besides the default customer and the switch.
PLAIN = (
    "name",
    "kind",
    "legal_entity",
    "operating_unit",
    "address_book",
    PROFILE,
    LAYOUT,
    "currency",
    "language",
    "time_zone",
)
#: Fields of a store that does not exist yet.
NEW = ("number",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form of a store."""

    values: Mapping[str, str]
    #: The default customer's number as typed.
    number: str
    copies_receipt_email: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The default customer that a number means, or why it means none."""

    customer: Document | None = None
    problem: str = ""


def shown(actor: Actor, store: Store) -> Typed:
    """Return the form as the store stands."""
    customer = customers.find(actor, store.default_customer) if store.default_customer else None
    return Typed(
        values={name: str(getattr(store, name) or "") for name in (*PLAIN, *NEW)},
        number=spaced(customer["account_number"]) if customer else "",
        copies_receipt_email=store.copy_receipt_email,
    )


def typed(sent: Mapping[str, str]) -> Typed:
    """Read what was sent."""
    return Typed(
        values={name: sent.get(name, "").strip() for name in (*PLAIN, *NEW)},
        number=sent.get("default_customer", "").strip(),
        copies_receipt_email=sent.get("copy_receipt_email") == "on",
    )


def choose(actor: Actor, number: str, *, legal_entity: str) -> Chosen:
    """Find the default customer by its number. It must belong to the store's company."""
    plain = "".join(number.split())
    if not plain:
        return Chosen()
    customer = customers.find_by_account(actor, plain)
    objection = default_customers.objection(customer, legal_entity=legal_entity)
    if objection:
        return Chosen(problem=refusals.text(objection, {}))
    return Chosen(customer=customer)


def code_of(legal_entity: str) -> str:
    """Return the code that customers of a company carry."""
    id = id_of(legal_entity)
    row = LegalEntity.objects.filter(id=id).first() if id else None
    return row.code if row else ""


def problems(form: Typed, chosen: Chosen, *, store: Store | None) -> list[Problem]:
    """List what keeps the store from being saved, in the order of the form."""
    before = STORE.read([store.id])[store.id] if store else None
    id = {"id": str(store.id if store else UUID(int=0))}
    after = (before or id) | document_of(form, chosen, is_new=store is None)
    found = [
        Problem(field=one.field, text=refusals.text(one.code, one.params))
        for one in checks.store.findings(before, after)
    ]
    if chosen.problem:
        found.append(Problem(field="default_customer", text=chosen.problem))
    return found


def document_of(form: Typed, chosen: Chosen, *, is_new: bool) -> dict[str, Any]:
    """Return the store's fields as configuration holds them."""
    customer = chosen.customer
    return {
        **{name: form.values[name] for name in (*PLAIN, *(NEW if is_new else ()))},
        PROFILE: form.values[PROFILE] or None,
        LAYOUT: form.values[LAYOUT] or None,
        "default_customer": customer["id"] if customer else None,
        "copy_receipt_email": form.copies_receipt_email,
    }


def fields(form: Typed, found: list[Problem], *, is_new: bool) -> dict[str, Field]:
    """Return the controls by name; the default customer's is apart, for it suggests."""
    wrong = {problem.field: problem.text for problem in found}

    def field(name: str, label: str, **more: Any) -> Field:
        value, problem = form.values[name], wrong.get(name, "")
        return Field(name=name, label=label, value=value, problem=problem, **more)

    def pick(name: str, label: str, pairs: choices.Pairs, **more: Any) -> Field:
        return field(name, label, options=options(pairs, form.values[name]), **more)

    language = words.language_pairs(words.CUSTOMER_LANGUAGES, form.values["language"])
    made = [
        field("name", pgettext("of a place or thing", "Name"), is_required=True),
        pick("kind", _("Kind"), kind_pairs()),
        pick("legal_entity", _("Legal entity"), choices.company_pairs()),
        pick("operating_unit", _("Operating unit"), choices.unit_pairs()),
        pick(
            "address_book",
            _("Customer address book"),
            choices.address_book_pairs(),
            hint=_("New customers of this store join it."),
        ),
        pick(
            PROFILE,
            _("Functionality profile"),
            choices.functionality_profile_pairs(),
            hint=_("Says how its customers are created and edited, also offline."),
        ),
        pick(
            LAYOUT,
            _("Screen layout"),
            choices.layout_pairs(),
            hint=_("Registers and workers with a layout of their own have that one."),
        ),
        pick("currency", _("Currency"), choices.currency_pairs()[1:]),
        pick("language", _("Language"), language),
        pick("time_zone", _("Time zone"), choices.zone_pairs()),
    ]
    if is_new:
        hint = _("Stays for ever: other records name it.")
        made = [field("number", _("Store number"), is_required=True, hint=hint), *made]
    return {one.name: one for one in made}


def kind_pairs() -> list[tuple[str, str]]:
    """Name the kinds of stores."""
    names = {
        Store.Kind.STORE: pgettext("kind of store", "Store"),
        Store.Kind.ONLINE_STORE: _("Online store"),
        Store.Kind.CALL_CENTRE: _("Call center"),
    }
    return [(kind.value, name) for kind, name in names.items()]


def changed_since(form: Typed, current: Typed) -> list[tuple[str, str]]:
    """Name what stands differently now than in the form, with the value that stands."""
    labels = fields(current, [], is_new=False)
    differing = []
    for name in PLAIN:
        if form.values[name] != current.values[name]:
            control = labels[name]
            chosen = [option.label for option in control.options or () if option.is_chosen]
            differing.append((control.label, chosen[0] if chosen else control.value))
    if "".join(form.number.split()) != "".join(current.number.split()):
        differing.append((_("Default customer"), current.number or "–"))
    if form.copies_receipt_email != current.copies_receipt_email:
        state = _("On") if current.copies_receipt_email else _("Off")
        differing.append((_("Copy receipt email to new customers"), state))
    return differing


def id_of(text: str) -> UUID | None:
    """Read an id that a form sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
