"""The key facts of each section in one line, for folded sections of the form and the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tillbook.customers.queries import Names
from tillbook.foundation import addresses
from tillbook.screens import attributes, words
from tillbook.screens.customer.choices import scheme_name
from tillbook.screens.customer.fields import Section, of
from tillbook.screens.customer.inherited import in_words

_LONGEST_NOTE = 60
_BETWEEN = " · "
#: Attributes and terms that a line names.
_MOST_FACTS = 3


def summaries(
    customer: Mapping[str, Any], names: Names, purposes: Mapping[str, str]
) -> dict[str, str]:
    """Return the line of each section by its name."""
    return {
        Section.NAME: _join(_value(customer, "type", names), customer.get("known_as")),
        Section.CONTACTS: _contacts(customer),
        Section.ADDRESSES: _addresses(customer, purposes),
        Section.ATTRIBUTES: _attributes(customer, names),
        Section.GROUP: _join(
            _value(customer, "customer_group", names), _value(customer, "affiliations", names)
        ),
        Section.RECEIPTS: _join(
            *(_value(customer, name, names) for name in ("receipt_option", "language")),
            customer.get("currency"),
        ),
        Section.IDENTIFIERS: _join(
            *(scheme_name(item["scheme"]) for item in customer.get("identifiers") or ())
        ),
        Section.TERMS: _terms(customer),
        Section.NOTE: _shortened(str(customer.get("note") or "")),
    }


def _join(*facts: object) -> str:
    return _BETWEEN.join(str(fact) for fact in facts if fact)


def _value(customer: Mapping[str, Any], name: str, names: Names) -> str:
    value = customer.get(name)
    return in_words(name, value, names) if value else ""


def _contacts(customer: Mapping[str, Any]) -> str:
    contacts = customer.get("contacts") or []
    if not contacts:
        return ""
    n = len(contacts)
    counted = ngettext("%(n)s contact", "%(n)s contacts", n) % {"n": n}
    primary = [words.contact_text(contact) for contact in contacts if contact.get("is_primary")]
    return _join(counted, *primary[:1])


def _addresses(customer: Mapping[str, Any], purposes: Mapping[str, str]) -> str:
    active = [one for one in customer.get("addresses") or () if one.get("is_active", True)]
    if not active:
        return ""
    n = len(active)
    first = next((one for one in active if one.get("is_primary")), active[0])
    lines = addresses.lines({**first, "name": ""})
    purpose = purposes.get(first["purpose"]) or words.choice_name(first["purpose"])
    counted = ngettext("%(n)s address", "%(n)s addresses", n) % {"n": n}
    return _join(counted, purpose, ", ".join(lines))


def _attributes(customer: Mapping[str, Any], names: Names) -> str:
    told = attributes.rows(customer, names)
    facts = [f"{label} {value}" for label, value in told[:_MOST_FACTS]]
    return _join(*facts, "…" if len(told) > _MOST_FACTS else "")


def _terms(customer: Mapping[str, Any]) -> str:
    """Name what is set: groups and limits with their values, switches by their names."""
    facts = []
    for spec in of(Section.TERMS):
        value = customer.get(spec.name)
        if value is True:
            facts.append(words.field_name(spec.name))
        elif value and value != "no":
            shown = words.value_name(spec.name, value)
            facts.append(f"{words.field_name(spec.name)} {shown}")
    return _join(*facts[:_MOST_FACTS], "…" if len(facts) > _MOST_FACTS else "")


def _shortened(note: str) -> str:
    line = " ".join(note.split())
    return line if len(line) <= _LONGEST_NOTE else f"{line[:_LONGEST_NOTE].rstrip()} …"


def title(section: Section) -> str:
    """Return the heading of a section."""
    titles = {
        Section.NAME: _("Name"),
        Section.CONTACTS: _("Contact details"),
        Section.ADDRESSES: _("Addresses"),
        Section.ATTRIBUTES: _("Attributes"),
        Section.GROUP: _("Group and affiliations"),
        Section.RECEIPTS: _("Receipts and language"),
        Section.IDENTIFIERS: _("Identifiers"),
        Section.TERMS: _("Tax, prices and credit"),
        Section.NOTE: words.field_name("note"),
    }
    return titles[section]
