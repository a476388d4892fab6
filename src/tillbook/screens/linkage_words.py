"""What speaks for and against two customers being one person, in words."""

from django.utils.translation import gettext as _

from tillbook.customers.linkage.pairs import Finding


def finding_in_words(finding: Finding) -> str:
    """Say what one comparison found; its code when a newer release found it."""
    part = finding.code.partition(".")[0]
    words = {
        "first": _first_names(),
        "last": _last_names(),
        "street": _streets(),
        "birth": _births(),
        "phone": _phones(),
        "email": _emails(),
    }.get(part) or _places()
    return words.get(finding.code, finding.code)


def _first_names() -> dict[str, str]:
    return {
        "first.same": _("Same first name"),
        "first.swapped": _("First and last name changed places"),
        "first.sounds": _("First names sound alike"),
        "first.nearly": _("First names nearly the same"),
        "first.begins": _("One first name begins like the other"),
        "first.alike": _("First names alike"),
        "first.different": _("Different first names"),
    }


def _last_names() -> dict[str, str]:
    return {
        "last.same": _("Same last name"),
        "last.swapped": _("First and last name changed places"),
        "last.sounds": _("Last names sound alike"),
        "last.nearly": _("Last names nearly the same"),
        "last.holds": _("One last name holds the other"),
        "last.alike": _("Last names alike"),
        "last.different": _("Different last names"),
    }


def _streets() -> dict[str, str]:
    return {
        "street.same": _("Same street"),
        "street.swapped": _("Street and building changed places"),
        "street.nearly": _("Streets nearly the same"),
        "street.another": _("Another address is the same"),
        "street.alike": _("Streets alike"),
        "street.different": _("Different streets"),
    }


def _places() -> dict[str, str]:
    return {
        "street_number.same": _("Same street number"),
        "street_number.nearly": _("Street numbers nearly the same"),
        "street_number.different": _("Different street numbers"),
        "building.same": _("Same building"),
        "building.nearly": _("Buildings nearly the same"),
        "building.alike": _("Buildings alike"),
        "building.different": _("Different buildings"),
        "city.same": _("Same city"),
        "city.swapped": _("City and building changed places"),
        "city.nearly": _("Cities nearly the same"),
        "city.alike": _("Cities alike"),
        "city.different": _("Different cities"),
        "postal_code.same": _("Same postal code"),
        "postal_code.nearly": _("Postal codes nearly the same"),
        "postal_code.alike": _("Postal codes alike"),
        "postal_code.different": _("Different postal codes"),
        "region.same": _("Same state or county"),
        "region.different": _("Different state or county"),
    }


def _births() -> dict[str, str]:
    return {
        "birth.same": _("Same date of birth"),
        "birth.swapped": _("Day and month of birth changed places"),
        "birth.nearly": _("Dates of birth nearly the same"),
        "birth.different": _("Different dates of birth"),
    }


def _phones() -> dict[str, str]:
    return {
        "phone.same": _("Same phone"),
        "phone.one_of": _("One phone is the same"),
        "phone.nearly": _("Phones differ by one digit"),
        "phone.different": _("Different phones"),
    }


def _emails() -> dict[str, str]:
    return {
        "email.same": _("Same email"),
        "email.one_of": _("One email is the same"),
        "email.before_at": _("Same email before the @"),
        "email.nearly": _("Emails differ by one letter"),
        "email.different": _("Different emails"),
    }
