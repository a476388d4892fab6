"""What comes of sending the form: the same flow at the till and in the back office."""

from uuid import UUID

from django.http import HttpRequest, QueryDict

from tillbook.customers import queries
from tillbook.customers.errors import InvalidCustomer
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import StorageFull, TillbookError
from tillbook.foundation.ids import new_id
from tillbook.screens import messages
from tillbook.screens.customer import entered, typed
from tillbook.screens.customer.fields import CONTACT_KINDS, PARTS, Section
from tillbook.screens.customer.form import Sent
from tillbook.screens.customer.typed import Typed

#: The button that asks for the form anew: what to add, or which part changed.
AGAIN = "show"


def read(request: HttpRequest) -> Typed:
    """Read what was sent, with the empty rows that were asked for."""
    return typed.with_blanks(typed.from_post(request.POST), add=request.POST.get(AGAIN, ""))


def is_asked_again(request: HttpRequest) -> bool:
    """Tell whether the form is only to be shown anew: nothing is saved."""
    return AGAIN in request.POST


def again(request: HttpRequest, form: Typed) -> Sent:
    """Return the form to be shown anew, with the cursor in what was added."""
    added = request.POST.get(AGAIN, "")
    return Sent(form=form, added=added, section=_section_of_part(added))


def _section_of_part(added: str) -> str:
    """Return the section that a change belongs to: it stays open when all of the page comes anew."""
    if added == "fields":
        return str(Section.ADDRESSES)
    prefix = "contact" if added in CONTACT_KINDS else added
    return next((str(part.section) for part in PARTS if prefix.startswith(part.prefix)), "")


def id_of(request: HttpRequest) -> UUID:
    """Return the id that the form was minted with; a form without one gets one now."""
    return id_in(request.POST)


def id_in(post: QueryDict) -> UUID:
    """Return the id that a form was minted with, or a new one."""
    try:
        return UUID(post.get("id", ""))
    except ValueError:
        return new_id()


def section_of(request: HttpRequest) -> str:
    """Return the section that the address asks for; empty for none."""
    asked = request.GET.get("section", "")
    return asked if asked in set(Section) else ""


def expected(request: HttpRequest, before: Document, tag: str) -> str:
    """Return the tag of the version that the editor saw.

    What no field of the form shows may have changed meanwhile, such as the customer's number.
    """
    is_as_seen = request.POST.get("seen") == typed.seen(before)
    return tag if is_as_seen else request.POST.get("version", "")


def refused(actor: Actor, id: UUID, form: Typed, error: TillbookError) -> Sent:
    """Return why this node did not save; nothing was written."""
    notice = {"code": error.code, "params": {}}
    match error:
        case InvalidCustomer():
            found = entered.problems(error.problems, form)
            return Sent(form=form, problems=found, status=422)
        case StaleEdit():
            return Sent(form=form, notice=notice, now=queries.find(actor, id), status=409)
        case StorageFull():
            return Sent(form=form, notice=notice, status=507)
        case _:
            return Sent(form=form, notice=notice, status=422)


def is_refused(receipt: Receipt) -> bool:
    """Tell whether headquarters answered at once that it cannot accept this."""
    return receipt.verdict is not None and receipt.verdict.outcome is Outcome.QUARANTINED


def rejected(form: Typed, receipt: Receipt) -> Sent:
    """Return headquarters' reason, in words."""
    reason = receipt.verdict.reason if receipt.verdict else ""
    return Sent(form=form, notice=messages.refusal(reason), status=422)
