"""The tabs of Commerce parameters: what stands in each, and how its form is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _

from tillbook.attributes.models import AttributeGroup
from tillbook.customers.models import CustomerGroup
from tillbook.customers.parameters import GROUPED_BY
from tillbook.customers.rules.duplicates import IDENTIFIERS, Policy
from tillbook.customers.rules.parameters import KEPT, REMOTE_LENGTH, REQUIRABLE, criteria_of
from tillbook.customers.rules.validation import TYPES
from tillbook.hq import ordered
from tillbook.hq.consents.words import LANGUAGES
from tillbook.hq.ordered import Listed
from tillbook.hq.parameters import words
from tillbook.screens.controls import Field, Option, options
from tillbook.stores.models import Store

#: Before the code of a row whose place is chosen, in the name of a hidden control.
ROW = "row-"
Units = dict[str, Any]
#: Control -> what is wrong with it.
Wrong = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Controls that belong together."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    #: What it is called where its place among the others is chosen; else empty.
    code: str = ""


class Show(Protocol):
    """Shows units as controls, for the chain or of a store."""

    def __call__(self, units: Units, wrong: Wrong, *, of_store: bool) -> list[Group]: ...


class Read(Protocol):
    """Reads a form; what stood before is given too."""

    def __call__(self, post: QueryDict, before: Units, *, of_store: bool) -> Units: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab with a form."""

    #: Names of the units that it changes.
    units: tuple[str, ...]
    #: Whether a store can say something else than the chain.
    by_store: bool
    show: Show
    read: Read
    #: Where a problem of a unit without a closer place is shown.
    anchor: str


def _search(units: Units, wrong: Wrong, *, of_store: bool) -> list[Group]:
    length = Field(
        name="remote_search_length",
        kind="number",
        label=_("Fewest characters"),
        value=str(units["remote_search_length"]),
        problem=wrong.get("remote_search_length", ""),
        hint=_("Half as many are enough of Chinese, Japanese and Korean."),
    )
    return [
        *(
            Group(title=words.criterion(one.code), fields=tuple(_criterion(one)), code=one.code)
            for one in criteria_of(units["search_criteria"])
        ),
        Group(title=_("Search in all stores"), fields=(length,)),
        Group(title=_("Customers of other companies"), fields=(_unasked(units),)),
    ]


def _unasked(units: Units) -> Field:
    return Field(
        name="copies_unasked",
        label=_("Create them in the store's company when their details are opened"),
        shape="switch",
        value="on" if units["copies_unasked"] else "",
        hint=_("Off: registers ask first."),
    )


def _criterion(one: Any) -> Iterable[Field]:
    yield Field(
        name=f"shown-{one.code}",
        label=_("Named in the search field"),
        shape="switch",
        value="on" if one.is_shown else "",
    )
    for code, language in LANGUAGES.items():
        label = _("Word (%(language)s)") % {"language": language}
        value = one.translations.get(code, "")
        yield Field(name=f"word-{one.code}-{code}", kind="word", label=label, value=value, limit=40)


def _read_search(post: QueryDict, before: Units, *, of_store: bool) -> Units:
    """Read the criteria in the order in which their rows stand in the form.

    What a pressed button of a row says is done; a criterion that the form lacks keeps its place
    behind the others.
    """
    known = [one.code for one in criteria_of(before["search_criteria"])]
    sent = [name.removeprefix(ROW) for name in post if name.startswith(ROW)]
    stands = [code for code in sent if code in known]
    rows = (*stands, *(code for code in known if code not in stands))
    moved = ordered.done(Listed(rows=rows), post.get("do", ""))
    length = post.get("remote_search_length", "").strip()
    return {
        "search_criteria": [_read_criterion(post, code) for code in moved.rows],
        "remote_search_length": _whole(length) or length or REMOTE_LENGTH,
        "copies_unasked": bool(post.get("copies_unasked")),
    }


def _read_criterion(post: QueryDict, code: str) -> Units:
    typed = {language: post.get(f"word-{code}-{language}", "").strip() for language in LANGUAGES}
    return {
        "code": code,
        "is_shown": bool(post.get(f"shown-{code}")),
        "translations": {language: word for language, word in typed.items() if word},
    }


def _required(units: Units, wrong: Wrong, *, of_store: bool) -> list[Group]:
    stands = units["required_fields"]
    groups = []
    if of_store:
        pairs = [("chain", _("As the chain says")), ("own", _("What is chosen here"))]
        follows = "chain" if stands is None else "own"
        choice = Field(
            name="follows",
            label=_("This store asks for"),
            shape="segments",
            options=options(pairs, follows),
        )
        groups.append(Group(title=_("Chain or store"), fields=(choice,)))
    problem = wrong.get("required_fields", "")
    groups += [_asked(type, (stands or {}).get(type, ()), problem) for type in TYPES]
    return groups


def _asked(type: str, chosen: Iterable[str], problem: str) -> Group:
    asked = Field(
        name=f"required-{type}",
        label=_("Cannot be left empty at a register"),
        shape="set",
        options=tuple(
            Option(value=one, label=words.required(one), is_chosen=one in chosen)
            for one in REQUIRABLE
        ),
        problem=problem,
    )
    return Group(title=words.customer_type(type), fields=(asked,))


def _read_required(post: QueryDict, before: Units, *, of_store: bool) -> Units:
    if of_store and post.get("follows") != "own":
        return {"required_fields": None}
    chosen = {type: post.getlist(f"required-{type}") for type in TYPES}
    return {"required_fields": {type: fields for type, fields in chosen.items() if fields}}


def _duplicates(units: Units, wrong: Wrong, *, of_store: bool) -> list[Group]:
    stands = units["duplicates"]
    first = [("", _("As the chain says"))] if of_store else []
    usual = "" if of_store else str(Policy.WARN)
    return [
        Group(
            title=words.required(name),
            fields=(
                Field(
                    name=f"duplicates-{name}",
                    kind="policy",
                    label=_("When another customer has it"),
                    options=options(
                        [*first, *((str(one), words.policy(one)) for one in Policy)],
                        stands.get(name, usual),
                    ),
                    problem=wrong.get("duplicates", ""),
                ),
            ),
        )
        for name in IDENTIFIERS
    ]


def _read_duplicates(post: QueryDict, before: Units, *, of_store: bool) -> Units:
    chosen = {name: post.get(f"duplicates-{name}", "") for name in IDENTIFIERS}
    return {"duplicates": {name: policy for name, policy in chosen.items() if policy}}


def _retention(units: Units, wrong: Wrong, *, of_store: bool) -> list[Group]:
    return [
        Group(
            title=words.kept(name),
            hint=words.why_kept(name),
            fields=(
                Field(
                    name=name,
                    kind="months",
                    label=_("Months"),
                    value=str(units["retention"].get(name, "")),
                    problem=wrong.get(name, ""),
                    hint=_("Empty: no period is decided."),
                ),
            ),
        )
        for name in KEPT
    ]


def _read_retention(post: QueryDict, before: Units, *, of_store: bool) -> Units:
    typed = {name: post.get(name, "").strip() for name in KEPT}
    return {"retention": {name: _whole(text) or text for name, text in typed.items() if text}}


def _attributes(units: Units, wrong: Wrong, *, of_store: bool) -> list[Group]:
    rows = AttributeGroup.objects.order_by("code").values_list("id", "name")
    pairs = [(str(id), name) for id, name in rows]
    none = _("As the chain says") if of_store else "–"
    chosen = str(units["customer_attribute_group"] or "")
    group = Field(
        name="customer_attribute_group",
        label=_("Customer attribute group"),
        options=options([("", none), *pairs], chosen),
        problem=wrong.get("customer_attribute_group", ""),
        hint=_("Its attributes stand on every customer, at registers and here, in its order."),
    )
    groups = [Group(title=_("Every customer"), fields=(group,))]
    if not of_store:
        by = units["attribute_groups_by"]
        groups += [_further(by, name, pairs) for name in GROUPED_BY]
    return [one for one in groups if one.fields]


def _further(by: Mapping[str, Any], name: str, pairs: list[tuple[str, str]]) -> Group:
    fields = [
        Field(
            name=f"{name}:{value}",
            kind="group",
            label=label,
            options=options([("", "–"), *pairs], by.get(name, {}).get(value, "")),
        )
        for value, label in _hangs_on(name)
    ]
    return Group(title=words.further(name), fields=tuple(fields))


def _hangs_on(name: str) -> list[tuple[str, str]]:
    if name == "customer_type":
        return [(type, words.customer_type(type)) for type in TYPES]
    if name == "customer_group":
        return list(CustomerGroup.objects.values_list("code", "name"))
    return [(str(id), name) for id, name in Store.objects.values_list("id", "name")]


def _read_attributes(post: QueryDict, before: Units, *, of_store: bool) -> Units:
    own = {"customer_attribute_group": post.get("customer_attribute_group") or None}
    if of_store:
        return own
    by = {
        name: {
            value: group for value, _l in _hangs_on(name) if (group := post.get(f"{name}:{value}"))
        }
        for name in GROUPED_BY
    }
    return own | {"attribute_groups_by": by}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


TABS: Mapping[str, Tab] = {
    "search": Tab(
        units=("search_criteria", "remote_search_length", "copies_unasked"),
        by_store=False,
        show=_search,
        read=_read_search,
        anchor="shown-name",
    ),
    "required": Tab(
        units=("required_fields",),
        by_store=True,
        show=_required,
        read=_read_required,
        anchor="required-person",
    ),
    "attributes": Tab(
        units=("customer_attribute_group", "attribute_groups_by"),
        by_store=True,
        show=_attributes,
        read=_read_attributes,
        anchor="customer_attribute_group",
    ),
    "duplicates": Tab(
        units=("duplicates",),
        by_store=True,
        show=_duplicates,
        read=_read_duplicates,
        anchor="duplicates-phone",
    ),
    "retention": Tab(
        units=("retention",),
        by_store=False,
        show=_retention,
        read=_read_retention,
        anchor=KEPT[0],
    ),
}
