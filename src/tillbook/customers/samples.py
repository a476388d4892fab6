"""Make sample customers for demonstrations and tests: believable, repeatable, and nobody's.

Telephone numbers come from ranges that no subscriber gets, e-mail addresses from reserved domains.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from random import Random
from typing import Any

from tillbook.foundation import folding, names

STORE_GOTEBORG = "1"
STORE_SHANGHAI = "2"

#: The ranges that Sweden keeps free for fiction: first and last number, in E.164 without the plus.
SWEDISH_RANGES = (
    (46701740605, 46701740699),
    (46313900600, 46313900699),
    (46406280400, 46406280499),
    (46846500400, 46846500499),
)
#: The same in the United Kingdom (mobile).
BRITISH_RANGE = (447700900000, 447700900999)
#: China keeps none free. 154 has the form of a mobile number and is given to no operator.
CHINESE_RANGE = (8615400000000, 8615499999999)

_LANGUAGES = ("sv", "zh", "en")
_LANGUAGE_WEIGHTS = (50, 38, 12)
_ORGANIZATIONS = 0.07
_SECOND_CONTACT = 0.15
_ADDRESS = 0.85
_PHONE = {"sv": 0.45, "zh": 0.9, "en": 0.6}


def sample_customers(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Make customer documents, the same for the same seed; a smaller count gives the same beginning.

    They hold what an associate would enter, and the number of the store that creates them: no ids,
    no account number, nothing inherited. Phone numbers and e-mail addresses do not repeat; where the
    free numbers of a country are used up, customers have an e-mail address only.
    """
    maker = _Maker(seed)
    for position in range(count):
        yield maker.customer(position)


class _Maker:
    """Hold the random source and the free numbers that are left."""

    def __init__(self, seed: int) -> None:
        # Repeatable on purpose: nothing secret is drawn here.
        self.random = Random(f"tillbook sample customers {seed}")  # noqa: S311
        self.words = _words()
        swedish = [number for first, last in SWEDISH_RANGES for number in range(first, last + 1)]
        british = list(range(BRITISH_RANGE[0], BRITISH_RANGE[1] + 1))
        self.free = {"sv": self._shuffled(swedish), "en": self._shuffled(british)}
        self.chinese = self.random.randrange(*CHINESE_RANGE)

    def customer(self, position: int) -> dict[str, Any]:
        language = self.random.choices(_LANGUAGES, _LANGUAGE_WEIGHTS)[0]
        is_organization = self.random.random() < _ORGANIZATIONS
        document = self._organization(language) if is_organization else self._person(language)
        document["contacts"] = self._contacts(language, document["name"], position)
        document["addresses"] = self._addresses(language, document["type"])
        document["store"] = self._store(language)
        if language == "en":
            document["language"] = "en"
        return document

    def _person(self, language: str) -> dict[str, Any]:
        first = self.random.choice(self.words[language]["first"])
        last = self.random.choice(self.words[language]["last"])
        name = names.join(first, last, language=language)
        return {"type": "person", "name": name, "first_name": first, "last_name": last}

    def _organization(self, language: str) -> dict[str, Any]:
        name = self.random.choice(self.words[language]["organizations"])
        ending = self.random.choice(self.words[language]["organization_endings"])
        gap = "" if language == "zh" else " "
        return {"type": "organization", "name": f"{name}{gap}{ending}"}

    def _contacts(self, language: str, name: str, position: int) -> list[dict[str, Any]]:
        contacts: list[dict[str, Any]] = []
        phone = self._phone(language) if self.random.random() < _PHONE[language] else None
        if phone is not None:
            contacts.append(_contact("phone", phone, is_mobile=_is_mobile(phone)))
        if phone is None or self.random.random() < 0.6:
            contacts.append(_contact("email", self._email(language, name, f"{position}")))
        if self.random.random() < _SECOND_CONTACT:
            second = _contact("email", self._email(language, name, f"{position}.2"))
            second["is_primary"] = all(contact["kind"] != "email" for contact in contacts)
            contacts.append(second)
        return contacts

    def _email(self, language: str, name: str, mark: str) -> str:
        words = [word for word in folding.words(name) if word.isascii()]
        local = ".".join(words) or self.random.choice(["kehu", "guke", "pengyou"])
        return f"{local}.{mark}@{self.random.choice(self.words[language]['domains'])}"

    def _phone(self, language: str) -> str | None:
        if language == "zh":
            first, last = CHINESE_RANGE
            # A step without a common divisor walks through the whole range before it repeats.
            self.chinese = first + (self.chinese - first + 61_803_399) % (last - first + 1)
            return f"+{self.chinese}"
        free = self.free[language]
        return f"+{free.pop()}" if free else None

    def _addresses(self, language: str, customer_type: str) -> list[dict[str, Any]]:
        if self.random.random() >= _ADDRESS:
            return []
        street = self.random.choice(self.words[language]["streets"])
        number = str(self.random.randint(1, 120))
        address = {
            "purpose": "business" if customer_type == "organization" else "home",
            "street": street,
            "street_number": f"{number}号" if language == "zh" else number,
            **self._place(language),
            "is_primary": True,
            "is_active": True,
        }
        return [address]

    def _place(self, language: str) -> dict[str, str]:
        # English-speaking customers live where the stores are.
        source = "sv" if language == "en" else language
        cities: Sequence[Mapping[str, Any]] = self.words[source]["cities"]
        chosen = self.random.choices(cities, [city["weight"] for city in cities])[0]
        size = 6 if source == "zh" else 5
        rest = size - len(chosen["postal_code"])
        code = chosen["postal_code"] + "".join(str(self.random.randint(0, 9)) for _ in range(rest))
        place = {
            "city": chosen["city"],
            "postal_code": code if source == "zh" else f"{code[:3]} {code[3:]}",
        }
        if "state" in chosen:
            place["state"] = chosen["state"]
        return place | {"country": "CN" if source == "zh" else "SE"}

    def _store(self, language: str) -> str:
        likely = {"sv": STORE_GOTEBORG, "zh": STORE_SHANGHAI}.get(language)
        return likely or self.random.choice([STORE_GOTEBORG, STORE_SHANGHAI])

    def _shuffled(self, numbers: list[int]) -> list[int]:
        self.random.shuffle(numbers)
        return numbers


def _contact(kind: str, value: str, *, is_mobile: bool = False) -> dict[str, Any]:
    return {
        "kind": kind,
        "value": value,
        "as_typed": value,
        "is_primary": True,
        "is_mobile": is_mobile,
        "marketing": "not_asked",
    }


def _is_mobile(phone: str) -> bool:
    return phone.startswith(("+4670", "+447", "+86154"))


def _words() -> dict[str, dict[str, Any]]:
    text = (
        resources.files("tillbook.customers").joinpath("samples.toml").read_text(encoding="utf-8")
    )
    return tomllib.loads(text)
