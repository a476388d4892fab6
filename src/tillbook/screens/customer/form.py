"""The form as a page shows it: its sections in order, what is wrong, what differs by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from tillbook.customers.operations.required import required_of
from tillbook.exchange.core.units import Document
from tillbook.foundation import names
from tillbook.screens import words
from tillbook.screens.controls import Field, Problem, options
from tillbook.screens.customer import choices, described, entered, parts, summaries, typed
from tillbook.screens.customer.around import Around
from tillbook.screens.customer.build import Build
from tillbook.screens.customer.differing import differences
from tillbook.screens.customer.fields import NAME_PARTS, SHORT, Kind, Section, of
from tillbook.screens.customer.parts import Item
from tillbook.screens.customer.typed import Row, Typed

#: Sections of a stored customer that are open when nobody asked for another one.
_OPEN = (Section.NAME, Section.CONTACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A section of the form."""

    key: str
    title: str
    #: Its key facts, for when it is folded.
    summary: str
    is_open: bool
    fields: tuple[Field, ...] = ()
    #: Fields that unfold on demand: the parts of a name.
    more: tuple[Field, ...] = ()
    also: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()
    #: Contacts that are kept and not asked for, retired addresses.
    rest: tuple[Any, ...] = ()
    #: How a name is split: label and text.
    split: tuple[tuple[str, str], ...] = ()
    #: Whether what is folded inside starts open.
    opens_more: bool = False
    #: Whether the contact persons start open, and their names.
    opens_items: bool = False
    people: str = ""
    #: What at least one of the items must be; empty where nothing is asked for.
    needs: str = ""
    #: Kinds of contacts that can be added.
    adds: tuple[str, ...] = ()
    #: Whether the dimensions are those of the group that is chosen here.
    dimensions_follow: bool = False
    #: Financial dimensions with their names.
    dimensions: tuple[tuple[str, str], ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it stays on a new customer's form: what must be filled in is never folded away."""
        is_needed = bool(self.needs) or any(field.is_required for field in self.fields)
        return self.key in SHORT or is_needed

    @property
    def template(self) -> str:
        """The template of what is inside."""
        own = ("name", "contacts", "addresses", "attributes", "group", "identifiers")
        return f"tillbook/customer/_{self.key if self.key in own else 'fields'}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form with what came of sending it."""

    form: Typed
    problems: Sequence[Problem] = ()
    #: Something to say above the form: code and params.
    notice: Mapping[str, Any] | None = None
    #: What is stored by now, when somebody else changed it meanwhile.
    now: Document | None = None
    status: int = 200
    #: The section to open.
    section: str = ""
    #: What was added and takes the cursor.
    added: str = ""
    #: What headquarters found fault with, which the form opens at.
    fault: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What goes with the form unseen, and comes back when it is sent."""

    #: The customer's id: minted with the form of a new one.
    id: str
    #: Where it is sent, also to be asked for anew.
    url: str
    #: The version that the editor sees, and a digest of what the form shows of it.
    version: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All that the templates need of a form."""

    carried: Carried
    is_new: bool
    type: str
    name: str
    sections: tuple[Shown, ...]
    problems: Sequence[Problem]
    notice: Mapping[str, Any] | None
    #: Label and value of what somebody else changed.
    differences: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def url(self) -> str:
        """Where it is sent."""
        return self.carried.url

    @property
    def people(self) -> str:
        """The ids of the names and phones of addresses: they follow the customer's own."""
        items = [item for section in self.sections for item in section.items]
        return ",".join(f"#{field.name}-preset" for item in items for field, _ in item.presets)

    @property
    def short(self) -> tuple[Shown, ...]:
        """What a new customer's form always shows."""
        return tuple(section for section in self.sections if section.is_short)

    @property
    def folded(self) -> tuple[Shown, ...]:
        """What waits below "More details"."""
        return tuple(section for section in self.sections if not section.is_short)

    @property
    def folded_facts(self) -> str:
        """The key facts of what waits below."""
        return " · ".join(section.summary for section in self.folded if section.summary)

    @property
    def opens_more(self) -> bool:
        """Whether "More details" starts open."""
        return any(section.is_open for section in self.folded)


def make(
    sent: Sent,
    around: Around,
    carried: Carried,
    *,
    before: Document | None = None,
) -> Form:
    """Make the form with its controls; `before` is the stored customer, None for a new one."""
    now = typed.from_document(sent.now) if sent.now else None
    build = Build(
        form=sent.form,
        around=around,
        wrong={problem.field: problem.text for problem in reversed(_wrong(sent))},
        now=now,
    )
    standing = _standing(sent.form, around, before)
    group = sent.form.text("customer_group") or str(standing.get("customer_group") or "")
    described_by = around.definitions(customer_type=build.type, customer_group=group)
    asked_for = required_of(around.actor, {"type": build.type}, before=before, store=around.store)
    build = replace(build, definitions=described_by, required=asked_for)
    facts = summaries.summaries(standing, around.names, around.purposes)
    return Form(
        carried=carried,
        is_new=before is None,
        type=build.type,
        name=sent.form.text("name"),
        sections=tuple(_section(section, build, sent, facts, standing) for section in Section),
        problems=sent.problems,
        notice=sent.notice,
        differences=differences(build) if now else (),
    )


def _wrong(sent: Sent) -> Sequence[Problem]:
    return sent.problems if sent.fault is None else (sent.fault, *sent.problems)


def _standing(form: Typed, around: Around, before: Document | None) -> dict[str, Any]:
    """Return the customer as it would be if the form were saved, as far as can be told here."""
    if before is not None:
        return {**before, **entered.edited(form, before)}
    given, chosen = dict(around.inherited.values), entered.new(form)
    group = str(chosen.get("customer_group") or given.get("customer_group", ""))
    given["financial_dimensions"] = around.inherited.dimensions_with(group)
    return given | {name: value for name, value in chosen.items() if value or name not in given}


def _section(
    section: Section,
    build: Build,
    sent: Sent,
    facts: Mapping[str, str],
    standing: Mapping[str, Any],
) -> Shown:
    content = _with_focus(_content(section, build, standing), section, sent)
    made = {"key": str(section), "title": summaries.title(section), "summary": facts[section]}
    shown = Shown(**(made | content), is_open=False)
    controls = [*shown.fields, *shown.more, *shown.also]
    controls += [field for item in shown.items for field in item.fields]
    controls += [field for item in shown.items for field in item.extra]
    controls += [field for item in shown.items for field, _ in item.presets]
    is_wrong = any(control.problem or control.stored is not None for control in controls)
    default = _OPEN if not build.around.is_new and not sent.section else ()
    has_focus = any(control.has_focus for control in controls)
    is_asked = sent.section == section or section in default
    at_fault = sent.fault is not None and sent.fault.field == f"section-{section}"
    is_open = is_wrong or has_focus or is_asked or at_fault
    return Shown(**(made | content), is_open=is_open)


def _with_focus(content: dict[str, Any], section: Section, sent: Sent) -> dict[str, Any]:
    """Put the cursor into the section that was asked for, or into the item that was added."""
    if sent.fault is not None:
        return _at(sent.fault.field, content)
    items: tuple[Item, ...] = content.get("items", ())
    added = [item for item in items if sent.added in (item.slot, item.row.part.prefix)]
    if sent.added and added:
        chosen = added[-1]
        others = tuple(_focused(item) if item is chosen else item for item in items)
        return content | {"items": others}
    if sent.section != section:
        return content
    fields: tuple[Field, ...] = content.get("fields", ())
    if fields:
        place = min(1, len(fields) - 1) if section is Section.NAME else 0
        focused = replace(fields[place], has_focus=True)
        return content | {"fields": (*fields[:place], focused, *fields[place + 1 :])}
    return content | {"items": (*map(_focused, items[:1]), *items[1:])}


def _at(control: str, content: dict[str, Any]) -> dict[str, Any]:
    """Put the cursor into one control, wherever it stands."""

    def marked(fields: Sequence[Field]) -> tuple[Field, ...]:
        return tuple(replace(one, has_focus=one.name == control) for one in fields)

    lists = {name: marked(content[name]) for name in ("fields", "more", "also") if name in content}
    items: tuple[Item, ...] = content.get("items", ())
    opened = tuple(
        replace(item, fields=marked(item.fields), extra=marked(item.extra)) for item in items
    )
    return content | lists | ({"items": opened} if items else {})


def _focused(item: Item) -> Item:
    place = len(item.fields) - 1 if item.row.part.prefix == "identifier" else 0
    fields = list(item.fields)
    fields[place] = replace(fields[place], has_focus=True)
    return replace(item, fields=tuple(fields))


def _content(section: Section, build: Build, standing: Mapping[str, Any]) -> dict[str, Any]:
    match section:
        case Section.NAME:
            return _name(build)
        case Section.CONTACTS:
            adds = ("phone", "email", "url") if build.around.has_many_contacts else ("url",)
            rest = tuple(map(_contact_line, parts.contacts_in_rest(build)))
            needs = _("At least one of phone and email is needed here.")
            return {
                "items": parts.contacts(build),
                "rest": rest,
                "adds": adds,
                "needs": needs if "contact" in build.required else "",
            }
        case Section.ADDRESSES:
            retired = parts.retired_addresses(build)
            needs = _("An address is needed here.") if "address" in build.required else ""
            return {"items": parts.active_addresses(build), "rest": retired, "needs": needs}
        case Section.IDENTIFIERS:
            return {"items": parts.identifiers(build)}
        case Section.GROUP:
            return {
                "fields": _of_group(build),
                "dimensions": _dimensions(standing),
                "dimensions_follow": build.around.inherited.dimensions_of is not None,
            }
        case Section.ATTRIBUTES:
            return {"fields": described.fields(build)}
        case _:
            return {"fields": _visible(section, build)}


def _visible(section: Section, build: Build) -> tuple[Field, ...]:
    """Make the plain controls of a section; a set without anything to choose is left out."""
    made = [(spec, build.field(spec.name)) for spec in of(section)]
    return tuple(field for spec, field in made if spec.kind is not Kind.SET or field.options)


def _of_group(build: Build) -> tuple[Field, ...]:
    """Make the controls of the group; where attributes go by it, they are asked for anew."""
    follows = "attributes-part" if build.around.follows_group else ""
    return tuple(
        replace(field, refreshes=follows) if field.name == "customer_group" else field
        for field in _visible(Section.GROUP, build)
    )


def _contact_line(row: Row) -> tuple[str, str]:
    return words.field_name(row.values["kind"]), row.values["value"]


def _dimensions(standing: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((standing.get("financial_dimensions") or {}).items())


def _name(build: Build) -> dict[str, Any]:
    if build.type == "organization":
        return {
            "fields": (
                _type(build),
                build.field("name", label=_("Organization name"), is_required=True),
            ),
            "also": (build.field("known_as"), build.field("phonetic_name")),
            **_persons(build),
        }
    order = NAME_PARTS
    if names.is_family_first(build.form.text("name"), language=build.language):
        order = ("last_name", "first_name", "middle_name")
    split = _split(build)
    # What was typed while titles were asked for comes back, to be emptied by hand.
    has_title = build.around.has_titles or build.form.text("title")
    more = [build.field("title")] if has_title else []
    more += [build.field(name, value=build.form.text(name) or split[name]) for name in order]
    return {
        "fields": (
            _type(build),
            build.field("name", label=_("Full name"), is_required=True),
        ),
        "more": tuple(more),
        "also": (build.field("known_as"), build.field("phonetic_name")),
        "split": tuple((words.field_name(name), split[name]) for name in order if split[name]),
        "opens_more": any(control.problem for control in more),
    }


def _persons(build: Build) -> dict[str, Any]:
    """Return the people to speak to in an organization; they unfold where something is to be done."""
    items = parts.contact_persons(build)
    named = [item.row.values["name"] for item in items if item.row.values["name"]]
    is_wrong = any(control.problem for item in items for control in item.fields)
    return {
        "items": items,
        "people": ", ".join(named),
        "opens_items": is_wrong or len(items) > max(1, len(named)),
    }


def _type(build: Build) -> Field:
    """Make the choice of the type; what goes by it is asked for anew (AR-008, AR-025)."""
    chosen = options(choices.pairs("type", build.type, build.around), build.type)
    return build.field(
        "type",
        shape="segments",
        options=chosen,
        refreshes="name-part",
        also="#addresses-part,#attributes-part",
    )


def _split(build: Build) -> dict[str, str]:
    """Return the parts of a name: as typed, else as the full name falls apart."""
    typed = {name: build.form.text(name) for name in NAME_PARTS}
    if any(typed.values()):
        return typed
    proposed = names.split(build.form.text("name"), language=build.language)
    return {"first_name": proposed.first, "middle_name": "", "last_name": proposed.last}
