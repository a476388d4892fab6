"""The fields of replicated kinds in words: as their forms ask for them, or as the page lists them."""

from collections.abc import Iterable

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.hq.configured import ConfigurationAdmin
from tillbook.hq.parameters.words import tabs
from tillbook.screens import changes, words


def named(kind: str, fields: Iterable[str]) -> list[str]:
    """Name the fields of a kind in the language of the page, each word once."""
    asked = _asked(kind)
    return list(dict.fromkeys(asked.get(field) or _name(kind, field) for field in fields))


def _asked(kind: str) -> dict[str, str]:
    """Return the labels of the form that edits a kind; none where no list of the admin does."""
    for made in admin.site._registry.values():  # noqa: SLF001  (Django offers no other way)
        if isinstance(made, ConfigurationAdmin) and made.kind == kind:
            fields = made.form.base_fields
            return {name: str(field.label or "") for name, field in fields.items()}
    return {}


def _name(kind: str, field: str) -> str:
    """Name what no form asks for under this name."""
    if kind == "commerce_parameters" and field in _TABS:
        return tabs()[_TABS[field]]
    if kind == "customer":
        known = changes.name_of(field)
        return _of_rows().get(field, field) if known == field else known
    if kind != "store_defaults" and field == "name":
        return pgettext("of a place or thing", "Name")
    own = _of_places() | _of_rows() | _of_devices()
    return own.get(field) or words.field_name(field)


#: Field of Commerce parameters -> the tab that it is edited on.
_TABS = {
    "search_criteria": "search",
    "remote_search_length": "search",
    "copies_unasked": "search",
    "required_fields": "required",
    "retention": "retention",
    "duplicates": "duplicates",
}


def _of_rows() -> dict[str, str]:
    """Name what rows carry besides what people enter."""
    return {
        "party": _("Party"),
        "legal_entity": _("Legal entity"),
        "inherited": _("Inherited values"),
        "default_customer": _("Default customer"),
        "origin": _("Way of creation"),
        "created_at": _("Created"),
        "created_by": _("Created by"),
        "store": _("Store"),
        "register": _("Register"),
        "attributes": _("Attributes"),
        "code": _("Code"),
        "number": _("Number"),
        "names": _("Translations"),
        "references": _("Translations"),
        "translations": _("Translations"),
        "friendly_name": _("Friendly name"),
        "description": _("Description"),
        "help_text": _("Help text"),
        "wordings": _("Wordings"),
    }


def _of_places() -> dict[str, str]:
    """Name what stores, their defaults and their screens carry."""
    return {
        "kind": _("Kind"),
        "operating_unit": _("Operating unit"),
        "time_zone": _("Time zone"),
        "copy_receipt_email": _("Copy receipt email to new customers"),
        "address_book": _("Customer address book"),
        "functionality_profile": _("Functionality profile"),
        "screen_layout": _("Screen layout"),
        "given": _("Inherited values"),
        "sources": _("Sources of inherited values"),
        "purposes": _("Address purposes"),
        "dimensions_of": _("Financial dimensions"),
        "giver": _("Default customer"),
        "group_name": _("Customer group"),
        "sizes": _("Button grids by size of screen"),
        "card_columns": _("Customer card"),
        "buttons": _("Buttons"),
        "is_user_operation": _("Offered to users"),
        "customer_attribute_group": _("Customer attribute group"),
        "attribute_groups_by": _("Further attribute groups"),
    }


def _of_devices() -> dict[str, str]:
    """Name what people, devices, switches and jobs carry."""
    return {
        "pin": _("PIN"),
        "badges": _("Badges"),
        "role": pgettext("of a node", "Role"),
        "parent": pgettext("of a node", "Parent"),
        "further": _("Further stores"),
        "sign_key": _("Public keys"),
        "receive_key": _("Public keys"),
        "status": _("Status"),
        "group": _("Channel database group"),
        "muted_until": _("Muted until"),
        "muted_reason": _("Why it is muted"),
        "muted_by": _("Muted by"),
        "is_on": pgettext("of a switch", "On or off"),
        "planned_on": pgettext("of a switch", "Planned change"),
        "planned_at": pgettext("of a switch", "Planned change"),
        "filters_customers": _("Filter shared customer data tables"),
        "job": _("Job"),
        "mode": _("Recurrence"),
        "every_minutes": _("Run every"),
        "starts_at": _("First at (UTC)"),
        "reference": pgettext("of a job", "Reference"),
        "direction": _("Direction"),
    }
