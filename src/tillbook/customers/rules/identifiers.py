"""Numbers that authorities give to people and organizations, with their check digits."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import ModuleType

from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidLength,
    ValidationError,
)

from tillbook.foundation import folding

#: A number of any other kind: nothing about it is known, so nothing is checked.
OTHER = "other"
#: Every country of the European Union has it.
EU_VAT = "eu.vat"
_EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
_DIGITS_WITH_LETTERS = re.compile(r"\d[\d\s./-]*")

#: Scheme, who has such a number (p people, o organizations, po both), and what its country calls it.
_TABLE = """
at.tin po Abgabenkontonummer | at.businessid o Firmenbuchnummer | at.uid o UID
au.tfn po TFN | au.abn o ABN | au.acn o ACN
be.nn p Rijksregisternummer / NN | be.vat o Ondernemingsnummer / BTW / TVA
br.cpf p CPF | br.cnpj o CNPJ
ca.sin p SIN / NAS | ca.bn o BN / NE
ch.ssn p AHV / AVS | ch.uid o UID / IDE | ch.vat o MWST / TVA / IVA
cn.ric p 居民身份证号 | cn.uscc o 统一社会信用代码
cz.rc p Rodné číslo | cz.dic po DIČ
de.idnr p Steuer-IdNr. | de.stnr po Steuernummer | de.vat o USt-IdNr.
dk.cpr p CPR-nummer | dk.cvr o CVR-nummer
ee.ik p Isikukood | ee.registrikood o Registrikood | ee.kmkr o KMKR
es.dni p DNI | es.nie p NIE | es.cif o CIF | es.nif po NIF
fi.hetu p Henkilötunnus | fi.ytunnus o Y-tunnus | fi.alv o ALV-numero
fr.nir p NIR | fr.nif p Numéro fiscal | fr.siren o SIREN | fr.siret o SIRET | fr.tva o N° TVA
gb.utr po UTR | gb.vat o VAT number
ie.pps p PPS number | ie.vat o VAT number
in_.pan po PAN | in_.gstin o GSTIN
it.codicefiscale po Codice fiscale | it.iva o Partita IVA
jp.in_ p 個人番号 | jp.cn o 法人番号
kr.rrn p 주민등록번호 | kr.brn o 사업자등록번호
lt.asmens p Asmens kodas | lt.pvm o PVM
lv.pvn po PVN / personas kods
mx.curp p CURP | mx.rfc po RFC
nl.bsn p BSN | nl.btw o Btw-id
no.fodselsnummer p Fødselsnummer | no.orgnr o Organisasjonsnummer | no.mva o MVA
nz.ird po IRD number
pl.pesel p PESEL | pl.nip po NIP | pl.regon o REGON
pt.cc p Cartão de Cidadão | pt.nif po NIF
se.personnummer p Personnummer | se.orgnr o Organisationsnummer | se.vat o Momsregistreringsnummer
sg.uen o UEN
tr.tckimlik p T.C. Kimlik No. | tr.vkn po VKN
tw.ubn o 統一編號
us.ssn p SSN | us.itin p ITIN | us.ein o EIN
"""
_HOLDERS = {"p": ("person",), "o": ("organization",), "po": ("person", "organization")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme:
    """Hold a kind of number: who gives it, and to whom."""

    #: The module of python-stdnum that knows it, such as "se.orgnr".
    code: str
    #: Two letters; "" for numbers of no single country.
    country: str
    #: Types of customer that have such a number.
    holders: tuple[str, ...]
    #: As its own country calls it, the same in every language; "" where screens find the words.
    name: str


class IdentifierReason(StrEnum):
    """Name what is wrong with a number of a known scheme."""

    LENGTH = "length"
    FORMAT = "format"
    CHECKSUM = "checksum"
    #: A part of it cannot be, such as its birth date.
    COMPONENT = "component"


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentifierProblem:
    """Say what is wrong with a number."""

    reason: IdentifierReason


def _table() -> dict[str, Scheme]:
    found = {}
    for entry in _TABLE.strip().replace("\n", "|").split("|"):
        code, holders, name = entry.strip().split(" ", 2)
        country = code[:2].upper()
        found[code] = Scheme(code=code, country=country, holders=_HOLDERS[holders], name=name)
    for code, holders in ((EU_VAT, "o"), (OTHER, "po")):
        found[code] = Scheme(code=code, country="", holders=_HOLDERS[holders], name="")
    return found


SCHEMES: Mapping[str, Scheme] = _table()


def offered(country: str, customer_type: str) -> list[Scheme]:
    """List the schemes that customers of a country can have, the country's own first, "other" last."""
    wanted = country.upper()
    own = [scheme for scheme in SCHEMES.values() if wanted and scheme.country == wanted]
    everywhere = [SCHEMES[EU_VAT]] if wanted in _EU else []
    return [
        scheme for scheme in (*own, *everywhere, SCHEMES[OTHER]) if customer_type in scheme.holders
    ]


def normalise(text: str, *, scheme: str) -> str | IdentifierProblem:
    """Check a number by its scheme and bring it into the form in which equal numbers are equal.

    A number of "other", or of a scheme that only a newer release knows, comes back as it is.
    The normal form reads as itself.
    """
    if scheme == OTHER or scheme not in SCHEMES:
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return str(_module(scheme).validate(plain))
    except InvalidLength:
        reason = IdentifierReason.LENGTH
    except InvalidChecksum:
        reason = IdentifierReason.CHECKSUM
    except InvalidComponent:
        reason = IdentifierReason.COMPONENT
    except ValidationError:
        reason = IdentifierReason.FORMAT
    return IdentifierProblem(reason=reason)


def digits_of(text: str) -> str:
    """Give the digits of a number in their order, for finding it without its letters."""
    return "".join(_DIGITS_WITH_LETTERS.findall(folding.fold(text))).translate(_NO_SEPARATORS)


_NO_SEPARATORS = str.maketrans("", "", " \t\n./-")


@cache
def _module(scheme: str) -> ModuleType:
    """Load the module of a scheme of the table; what a document says is never a module's name."""
    return import_module(f"stdnum.{SCHEMES[scheme].code}")
