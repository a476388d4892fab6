"""Check e-mail addresses by their form only, and bring equal addresses to one comparison form."""

from dataclasses import dataclass
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

#: Full-width forms that Chinese and Japanese keyboards produce inside an address.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: "."}
_MAX_LENGTH = 254


class EmailReason(StrEnum):
    """Name why a text is not an e-mail address."""

    EMPTY = "empty"
    NO_AT_SIGN = "no_at_sign"
    TOO_LONG = "too_long"
    NOT_AN_ADDRESS = "not_an_address"


@dataclass(frozen=True, kw_only=True, slots=True)
class Email:
    """Hold one address in the forms that showing and sending need."""

    #: The local part as typed, the domain in lower case and in its own script.
    address: str
    #: The domain as name servers know it (IDNA, ASCII).
    ascii_domain: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailProblem:
    """Say why the text is not an e-mail address."""

    reason: EmailReason


def normalise(text: str) -> Email | EmailProblem:
    """Check the form of an address without asking any name server.

    Addresses in other scripts than Latin pass; full-width letters become plain ones.
    """
    plain = _plain(text)
    if not plain:
        return EmailProblem(reason=EmailReason.EMPTY)
    if "@" not in plain:
        return EmailProblem(reason=EmailReason.NO_AT_SIGN)
    if len(plain) > _MAX_LENGTH:
        return EmailProblem(reason=EmailReason.TOO_LONG)
    try:
        checked = validate_email(plain, check_deliverability=False)
    except EmailNotValidError:
        return EmailProblem(reason=EmailReason.NOT_AN_ADDRESS)
    return Email(address=checked.normalized, ascii_domain=checked.ascii_domain)


def identity(text: str) -> str:
    """Give the form in which two writings of one mailbox are equal: no case, domain in ASCII.

    Diacritics stay: å@ and a@ are two mailboxes. A text that is no address is only trimmed and folded
    in case, so that it equals itself.
    """
    match normalise(text):
        case Email(address=address, ascii_domain=domain):
            return f"{address.rpartition('@')[0].casefold()}@{domain}"
        case EmailProblem():
            return _plain(text).casefold()


def _plain(text: str) -> str:
    return text.strip().translate(_HALF_WIDTH)
