"""The cookie that makes a browser a register of this node: signed, and unreadable to scripts."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tillbook.nodes.desk import Desk
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import current
from tillbook.stores.errors import TillNotAdmitted
from tillbook.stores.operations.browser_tills import TillProof, admit_till, turn_till

#: A till at which nobody signs in for so long has to be enrolled again.
LIFETIME = timedelta(days=90)
_SALT = "tillbook.till"


def can_enrol() -> bool:
    """Tell whether this node serves registers that have no node: a register is one itself."""
    return current().identity.role is NodeRole.CHANNEL


def desk_of(request: HttpRequest) -> Desk | None:
    """Return the register that the browser is; None where it never was one.

    Raises TillNotAdmitted.
    """
    value = request.COOKIES.get(settings.TILL_COOKIE_NAME)
    if not value or not can_enrol():
        return None
    return admit_till(_read(value))


def give(request: HttpRequest, response: HttpResponse, proof: TillProof) -> None:
    """Let a browser be the register from now on."""
    value = signing.dumps([current().id.hex, proof.browser.hex, proof.turn], salt=_SALT)
    response.set_cookie(
        settings.TILL_COOKIE_NAME,
        value,
        # Longer than it counts, so that an old one is told from none.
        max_age=2 * LIFETIME,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )


def turn(request: HttpRequest, response: HttpResponse) -> None:
    """Give an enrolled browser its next cookie, at a sign-in."""
    value = request.COOKIES.get(settings.TILL_COOKIE_NAME)
    if value and can_enrol():
        give(request, response, turn_till(_read(value)))


def _read(value: str) -> TillProof:
    try:
        node, browser, number = signing.loads(value, salt=_SALT, max_age=LIFETIME)
    except signing.SignatureExpired as error:
        raise TillNotAdmitted("expired") from error
    except (signing.BadSignature, ValueError) as error:
        raise TillNotAdmitted("withdrawn") from error
    if node != current().id.hex:
        raise TillNotAdmitted("withdrawn")
    return TillProof(browser=UUID(browser), turn=int(number))
