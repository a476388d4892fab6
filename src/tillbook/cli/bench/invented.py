"""Invented customers of whom some stand there twice: Swedish and Chinese, and how they came about.

People move, marry, change their number and share one with their family; associates mistype, mishear,
swap names and leave things out. The same seed gives the same customers. They are nobody: the texts
are put together, addresses of the web are reserved ones, and no number of a country begins with a
zero.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from random import Random
from typing import Any

from tillbook.customers.rules import pinyin
from tillbook.foundation import folding

#: The attribute of the date of birth in these documents.
BIRTH = "birth"
_MEMBERS, _MEMBERS_WEIGHTS = (1, 2, 3, 4, 5), (45, 25, 12, 13, 5)
_PLACE = ("street", "number", "city", "postal_code")
_ALSO_THERE, _TWICE = 0.3, 0.15
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as an associate wrote them down."""

    person: int
    language: str
    first: str
    last: str
    street: str
    number: str
    city: str
    postal_code: str
    phone: str
    email: str
    birth: str

    def document(self, id: str, *, with_birth: bool) -> dict[str, Any]:
        """Return the customer document."""
        together = folding.is_han(self.last) and folding.is_han(self.first)
        name = self.last + self.first if together else f"{self.first} {self.last}"
        contacts = [("phone", self.phone), ("email", self.email)]
        address = {
            "street": self.street,
            "street_number": self.number,
            "city": self.city,
            "postal_code": self.postal_code,
        }
        return {
            "id": id,
            "type": "person",
            "name": name.strip(),
            "first_name": self.first,
            "last_name": self.last,
            "contacts": [{"kind": kind, "value": value} for kind, value in contacts if value],
            "addresses": [address] if self.street else [],
            "attributes": {BIRTH: self.birth} if with_birth and self.birth else {},
        }


def invented(language: str, households: int, *, seed: int) -> Iterator[Person]:
    """Yield the customers of some households, those who stand there twice among them."""
    drawn = Random(f"tillbook invented {language} {seed}")  # noqa: S311  (repeatable)
    maker = _Maker(drawn, language)
    people = [one for _ in range(households) for one in maker.household()]
    for one in people:
        yield maker.as_written(one)
        if drawn.random() < _ALSO_THERE:
            yield maker.again(one)
            if drawn.random() < _TWICE:
                yield maker.again(one)


class _Maker:
    """Draws households, and writes people down once more."""

    def __init__(self, drawn: Random, language: str) -> None:
        text = resources.files(__package__).joinpath("invented.toml").read_text(encoding="utf-8")
        self.drawn, self.language = drawn, language
        self.words: Words = tomllib.loads(text)[language]
        self.people = self.phones = 0

    def household(self) -> Iterator[Person]:
        """Yield people who live together; half of the families have one number for all."""
        home, last, shared = self._place(), self._last(), self._phone()
        size = self.drawn.choices(_MEMBERS, _MEMBERS_WEIGHTS)[0]
        shares = size > 1 and self.drawn.random() < 0.5
        taken: set[str] = set()
        for position in range(size):
            first = self._first()
            if first in taken:
                continue
            taken.add(first)
            self.people += 1
            own = last if self.drawn.random() < 0.88 else self._last()
            yield Person(
                person=self.people,
                language=self.language,
                first=first,
                last=own,
                phone=shared if shares else self._phone(),
                email=self._email(first, own),
                birth=self._birth(child=position > 1),
                **home,
            )

    def as_written(self, one: Person) -> Person:
        """Leave out what was not asked for; there is always a way to reach somebody."""
        phone, email = self._maybe(one.phone, 0.8), self._maybe(one.email, 0.55)
        place: dict[str, Any] = {} if self._falls(0.85) else dict.fromkeys(_PLACE, "")
        return replace(
            one,
            phone=phone if phone or email else one.phone,
            email=email,
            birth=self._maybe(one.birth, 0.6),
            **place,
        )

    def again(self, one: Person) -> Person:
        """Write somebody down once more, later and by somebody else."""
        later = replace(one, first=self._misheard(one.first), last=self._misheard(one.last))
        if self._falls(0.12):
            later = replace(later, **self._place())
        if self._falls(0.05):
            later = replace(later, last=self._last())
        if self._falls(0.12):
            later = replace(later, phone=self._phone())
        if self._falls(0.1):
            later = replace(later, street=self._typo(later.street))
        if self._falls(0.05):
            later = replace(later, postal_code=self._turned(later.postal_code))
        if self._falls(0.04):
            later = replace(later, first=later.last, last=later.first)
        if self._falls(0.03):
            later = replace(later, birth=later.birth[:5] + later.birth[8:] + "-" + later.birth[5:7])
        if self.language == "zh" and self._falls(0.08):
            later = replace(later, first=_latin(later.first), last=_latin(later.last))
        return self.as_written(later)

    def _falls(self, share: float) -> bool:
        return self.drawn.random() < share

    def _maybe(self, text: str, share: float) -> str:
        return text if self._falls(share) else ""

    def _one_of(self, name: str) -> str:
        words: Any = self.words[name]
        return str(self.drawn.choice(words if isinstance(words, list) else words.split()))

    def _first(self) -> str:
        if self.language == "sv":
            return self._one_of("first")
        letters = self.words["first"]
        return "".join(self.drawn.choices(letters, k=self.drawn.choice((1, 2, 2, 2))))

    def _last(self) -> str:
        if self.language == "zh":
            letters: Sequence[str] = self.words["last"]
            return self.drawn.choices(letters, [1 / (at + 4) for at in range(len(letters))])[0]
        if self._falls(0.35):
            return self._one_of("last_common")
        return self._one_of("last_begin") + self._one_of("last_end")

    def _place(self) -> dict[str, Any]:
        city, beginning = self.drawn.choice(self.words["cities"])
        size = 6 if self.language == "zh" else 5
        rest = "".join(self.drawn.choices("0123456789", k=2))
        return {
            "street": self._one_of("street_begin") + self._one_of("street_end"),
            "number": str(self.drawn.randint(1, 90)),
            "city": city,
            "postal_code": (beginning + rest).ljust(size, "0"),
        }

    def _phone(self) -> str:
        self.phones += self.drawn.randint(1, 900)
        prefix = "+860" if self.language == "zh" else "+460"
        return f"{prefix}{self.phones * 7919 % 10**9:09}"

    def _email(self, first: str, last: str) -> str:
        local = f"{_latin(first)}.{_latin(last)}".replace(" ", "").lower()
        return f"{local}{self.drawn.randint(1, 99)}@{self._one_of('domains')}"

    def _birth(self, *, child: bool) -> str:
        year = self.drawn.randint(2004, 2012) if child else self.drawn.randint(1940, 2000)
        return f"{year}-{self.drawn.randint(1, 12):02}-{self.drawn.randint(1, 28):02}"

    def _misheard(self, name: str) -> str:
        if self._falls(0.08):
            return self._typo(name)
        return self._sounding(name) if self._falls(0.1) else name

    def _sounding(self, name: str) -> str:
        if self.language == "sv":
            fitting = [(one, other) for one, other in self.words["sounds"] if one in name.lower()]
            one, other = self.drawn.choice(fitting) if fitting else ("", "")
            return name.lower().replace(one, other, 1).title() if one else name
        both = [pair for pair in self.words["homophones"] if pair[0] in name]
        one, other = self.drawn.choice(both) if both else ("", "")
        return name.replace(one, other, 1) if one else name

    def _typo(self, text: str) -> str:
        """Leave a letter out, double it, take another, or turn two round."""
        if len(text) < 3 or folding.has_han(text):
            return text
        at = self.drawn.randrange(1, len(text) - 1)
        before, here, after = text[:at], text[at], text[at + 1 :]
        other = self.drawn.choice("aeionrst")
        wrong = ("", here * 2, other, after[0] + here)
        kind = self.drawn.randrange(4)
        return before + wrong[kind] + (after[1:] if kind == 3 else after)

    def _turned(self, code: str) -> str:
        at = self.drawn.randrange(len(code) - 1)
        return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def _latin(name: str) -> str:
    plain = "".join(folding.words(name))
    if not folding.is_han(plain):
        return plain
    return "".join(one[0] for one in pinyin.readings(plain)).title()
