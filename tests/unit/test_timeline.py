"""The history in words: headlines, rows, days. Pure: events go in, rows come out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tillbook.customers.document import SHAPE
from tillbook.customers.history import Event, Rival, Timeline
from tillbook.customers.queries import Names
from tillbook.customers.rules.history import Step, replay
from tillbook.foundation import clock
from tillbook.screens.timeline import Shown, ShownEvent, shown

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NAMES = Names(
    groups={"retail": "Retail customers"},
    affiliations={"gold": "Gold"},
    address_books={"sweden": "Customers in Sweden"},
    purposes={"cottage": "Summer cottage"},
)
PHONE = {"kind": "phone", "value": "+46701740612", "as_typed": "0701740612", "label": ""}
HOME = {
    "purpose": "home",
    "street": "Storgatan 1",
    "postal_code": "41101",
    "city": "Göteborg",
    "country": "SE",
    "is_active": True,
}
NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)


def event(*steps: dict[str, Any], **more: Any) -> Event:
    """Return the event of the last of some steps, made in Göteborg by Karin."""
    found = replay(
        [Step(operation=uuid4(), patch=patch, is_written=True) for patch in steps],
        SHAPE,
        start=None,
    )
    given = Event(
        operation=uuid4(),
        kind="customer.edit",
        what="edited",
        fate="applied",
        at=NOW,
        by=uuid4(),
        by_kind="staff",
        by_name="Karin Lind",
        store="1",
        store_name="Göteborg",
        register="1-1",
        register_name="Kassa 1",
        refers=None,
        state="settled",
        outcome="applied",
        reason="",
        params={},
        uploaded_at=NOW,
        decided_at=NOW,
        distributed_at=None,
        is_erased=False,
        changes=found[-1] if found else (),
        rivals=(),
    )
    return replace(given, **more)


def show(*events: Event, language: str = "en", **more: Any) -> Shown:
    timeline = Timeline(events=events, has_more=bool(more.pop("has_more", False)))
    with translation.override(language):
        return shown(timeline, NAMES, zone=STOCKHOLM, **more)


def only(found: Shown) -> ShownEvent:
    [day] = found.days
    [entry] = day.events
    return entry


def lines(entry: ShownEvent) -> list[tuple[str, str, str]]:
    return [(row.label, row.before, row.after) for row in entry.changes]


def plain(text: str) -> str:
    """Write spaces and hyphens that do not break as usual ones."""
    return text.replace("\xa0", " ").replace("\u2011", "-")


def test_another_phone_is_one_row_from_the_old_number_to_the_new() -> None:
    other = PHONE | {"value": "+46701740613"}

    entry = only(
        show(
            event(
                {"contact/a": PHONE, "primary/phone": "a"},
                {"contact/a": None, "contact/b": other, "primary/phone": "b"},
            )
        )
    )

    assert entry.title == "Karin Lind changed phone"
    assert (entry.where, entry.time) == ("Göteborg, register 1-1", "14:05")
    assert [tuple(map(plain, line)) for line in lines(entry)] == [
        ("Phone", "+46 70 174 06 12", "+46 70 174 06 13")
    ]


@pytest.mark.parametrize(
    ("language", "title", "where"),
    [
        ("sv", "Karin Lind ändrade namn och språk", "Göteborg, kassa 1-1"),
        ("zh-hans", "Karin Lind 更改了姓名和语言", "Göteborg，收银台 1-1"),
    ],
)
def test_the_headline_is_a_sentence_in_each_language(language: str, title: str, where: str) -> None:
    before = {"name": {"name": "Anna Ek", "last_name": "Ek"}, "language": "sv"}
    after = {"name": {"name": "Anna Berg", "last_name": "Berg"}, "language": "en"}

    entry = only(show(event(before, after), language=language))

    assert (entry.title, entry.where) == (title, where)
    assert len(entry.changes) == 2


def test_an_address_book_is_told_by_its_name() -> None:
    entry = only(show(event({"language": "sv"}, {"address_book/sweden": True})))

    assert lines(entry) == [("Customer address book", "", "Customers in Sweden")]


def test_a_purpose_of_the_company_is_told_by_its_name() -> None:
    entry = only(show(event({"address/a": HOME}, {"address/a": HOME | {"purpose": "cottage"}})))

    assert lines(entry) == [("Purpose", "Home", "Summer cottage")]


def test_an_address_is_told_whole_when_its_lines_changed() -> None:
    moved = HOME | {"street": "Kungsgatan 2", "postal_code": "41119"}

    entry = only(show(event({"address/a": HOME}, {"address/a": moved | {"is_active": False}})))

    assert lines(entry) == [
        ("Address", "Storgatan 1, 411 01 Göteborg", "Kungsgatan 2, 411 19 Göteborg"),
        ("Address", "In use", "Retired"),
    ]
    assert "Kungsgatan 2" in entry.changes[1].detail


def test_codes_have_their_names_and_what_went_is_told() -> None:
    entry = only(
        show(
            event(
                {"customer_group": "trade", "affiliation/gold": {}},
                {"customer_group": "retail", "affiliation/gold": None},
            )
        )
    )

    assert lines(entry) == [
        ("Affiliation", "Gold", ""),
        ("Customer group", "trade", "Retail customers"),
    ]


def test_a_new_customer_shows_its_key_facts_and_folds_the_rest() -> None:
    made = {
        "name": {"name": "Anna Ek", "first_name": "Anna", "last_name": "Ek"},
        "contact/a": PHONE,
        "primary/phone": "a",
        "language": "sv",
        "party": "x",
        "inherited": {"language": "store"},
    }

    entry = only(show(event(made, what="created", by_name="", by_kind="token")))

    assert entry.title == "A program created the customer"
    assert [row.label for row in entry.changes] == ["Name", "Phone"]
    assert [row.label for row in entry.more_changes] == ["Language"]


def test_a_lost_value_names_the_winner_and_the_value_that_was_kept() -> None:
    winner = uuid4()
    first, second, lost = replay(
        [
            Step(operation=uuid4(), patch={"note": "a"}, is_written=True),
            Step(operation=winner, patch={"note": "kept"}, is_written=True),
            Step(operation=uuid4(), patch={"note": "mine"}, is_written=True, lost={"note": winner}),
        ],
        SHAPE,
        start=None,
    )
    rival = Rival(operation=winner, by_name="Bo", at=clock.now())

    entry = only(show(event(changes=lost, fate="lost", rivals=(rival,))))

    assert first
    assert second
    assert entry.badge is not None
    assert entry.badge.text == "Lost to another change"
    [row] = entry.changes
    assert (row.before, row.after, row.is_void) == ("", "mine", True)
    assert row.note.startswith("Kept instead: kept, from Bo,")


@pytest.mark.parametrize(
    ("fate", "badge"),
    [("pending", "Pending sync"), ("refused", "Not accepted"), ("duplicate", "Sent before")],
)
def test_what_does_not_simply_stand_has_a_badge(fate: str, badge: str) -> None:
    entry = only(show(event(fate=fate, reason="store.unknown", decided_at=None)))

    assert entry.badge is not None
    assert entry.badge.text == badge
    is_told = any("headquarters does not know this store" in note for note in entry.notes)
    assert is_told == (fate == "refused")


def test_an_erased_entry_has_no_values_and_says_so() -> None:
    entry = only(show(event(is_erased=True)))

    assert entry.title == "Karin Lind changed the customer"
    assert entry.badge is not None
    assert entry.badge.text == "Erased on request"
    assert entry.changes == ()


def test_consent_has_headlines_of_its_own() -> None:
    asked = {"contact/a": PHONE}
    yes, no = ({"consent/a/marketing": {"answer": answer}} for answer in ("yes", "no"))

    given = only(show(event(asked, yes, what="consent")))
    withdrawn = only(show(event(asked, yes, no, what="consent")))

    assert given.title == "Karin Lind recorded consent"
    assert withdrawn.title == "Karin Lind recorded a No to consent"
    [row] = withdrawn.changes
    assert (row.label, plain(row.detail)) == ("Marketing consent", "+46 70 174 06 12")
    assert (row.before, row.after) == ("Yes", "No")


def test_days_are_those_of_the_store_and_of_the_decision() -> None:
    late = NOW.replace(hour=23, minute=30)
    made_before = event(at=NOW - timedelta(days=2), decided_at=NOW)

    found = show(event(at=late, decided_at=late), event(), made_before, language="sv")

    assert [(day.day, len(day.events)) for day in found.days] == [
        ("2026-11-23", 1),
        ("2026-11-22", 2),
    ]
    assert found.days[1].events[1].notes[0].startswith("Gjordes ")


def test_a_day_that_goes_on_on_the_next_page_has_one_heading() -> None:
    one = event()

    found = show(one, has_more=True)
    further = show(event(), continued=found.days[-1].day)

    assert found.more == f"before={one.operation}&day=2026-11-22"
    assert found.days[0].heading
    assert further.days[0].heading == ""
    assert UUID(found.more.partition("=")[2].partition("&")[0]) == one.operation


def test_units_that_this_release_does_not_know_are_told_by_their_own_names() -> None:
    entry = only(
        show(
            event({"shoe_size": 38, "seat/a": {"row": 1}}, {"shoe_size": 39, "seat/a": {"row": 2}})
        )
    )

    assert lines(entry) == [("row", "1", "2"), ("shoe_size", "38", "39")]
