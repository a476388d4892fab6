"""Addresses in the form of their country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation import addresses, countries, folding
from tillbook.foundation.addresses import AddressReason, AddressWarning

SWEDISH = {
    "name": "Anna Berg",
    "street": "Kvittogatan",
    "street_number": "1",
    "postal_code": "11455",
    "city": "Stockholm",
    "country": "SE",
}
CHINESE = {
    "name": "王芳",
    "street": "松风路",
    "street_number": "12号",
    "city": "浦东新区",
    "state": "上海市",
    "postal_code": "200120",
    "country": "CN",
}


@pytest.mark.parametrize(
    ("country", "language", "fields"),
    [
        ("SE", "sv", "name street street_number building post_box postal_code city"),
        (
            "CN",
            "zh-Hans",
            "postal_code state city district street street_number building post_box name",
        ),
        ("CN", "sv", "name street street_number building post_box district city state postal_code"),
        ("GB", "en", "name street street_number building post_box city postal_code"),
        ("US", "en", "name street street_number building post_box city state postal_code"),
        ("DE", "de", "name street street_number building post_box postal_code city"),
        ("NO", "nb", "name street street_number building post_box postal_code city"),
        ("FI", "fi", "name street street_number building post_box postal_code city"),
        ("DK", "da", "name street street_number building post_box postal_code city"),
        ("JP", "ja", "postal_code state city street street_number building post_box name"),
        ("HK", "zh-Hant", "state city street street_number building post_box name"),
        ("SG", "en", "name street street_number building post_box postal_code"),
        ("XX", "en", "name street street_number building post_box city"),
    ],
)
def test_fields_are_asked_in_the_order_of_the_country(
    country: str, language: str, fields: str
) -> None:
    assert list(addresses.form_of(country, language).fields) == fields.split()


def test_a_form_tells_what_is_needed_and_how_a_postal_code_looks() -> None:
    swedish, hong_kong = addresses.form_of("se", "sv"), addresses.form_of("HK", "en")

    assert swedish.required == {"street", "postal_code", "city"}
    assert swedish.example_postal_code == "114 55"
    assert swedish.lines[-1] == ("postal_code", "city")
    assert hong_kong.example_postal_code == ""
    assert hong_kong.labels["state"] == "area"


def test_states_are_listed_in_the_script_of_the_reader() -> None:
    assert ("上海市", "上海市") in addresses.form_of("CN", "zh-Hans").states
    assert ("上海市", "Shanghai Shi") in addresses.form_of("CN", "sv").states
    assert ("CA", "California") in addresses.form_of("US", "en").states
    assert addresses.form_of("SE", "sv").states == ()


def _address(country: str, text: str) -> dict[str, str]:
    return {"country": country} | dict(part.split("=") for part in text.split("; "))


@pytest.mark.parametrize(
    ("address", "domestic", "abroad"),
    [
        (
            SWEDISH,
            "Anna Berg|Kvittogatan 1|114 55 Stockholm",
            "Anna Berg|Kvittogatan 1|SE-114 55 STOCKHOLM|SWEDEN",
        ),
        (
            CHINESE,
            "200120|上海市浦东新区|松风路12号|王芳",
            "200120|上海市浦东新区|松风路12号|王芳|CHINA",
        ),
        (
            _address(
                "CN",
                "street=Songfeng Road; street_number=12; city=Shanghai; state=Shanghai; postal_code=200120",
            ),
            "Songfeng Road 12|Shanghai, 200120",
            "Songfeng Road 12|SHANGHAI, 200120|CHINA",
        ),
        (
            _address("GB", "street=Button Lane; street_number=3; city=London; postal_code=sw1a1aa"),
            "3 Button Lane|London|SW1A 1AA",
            "3 Button Lane|LONDON|SW1A 1AA|UNITED KINGDOM",
        ),
        (
            _address(
                "US",
                "street=Main St; street_number=3; city=Springfield; state=IL; postal_code=62701",
            ),
            "3 Main St|Springfield, IL 62701",
            "3 Main St|SPRINGFIELD, IL 62701|UNITED STATES",
        ),
        (
            _address("DE", "street=Hauptstraße; street_number=3; city=Berlin; postal_code=10115"),
            "Hauptstraße 3|10115 Berlin",
            "Hauptstraße 3|10115 BERLIN|GERMANY",
        ),
        (
            _address("NO", "street=Storgata; street_number=3; city=Oslo; postal_code=0155"),
            "Storgata 3|0155 Oslo",
            "Storgata 3|0155 OSLO|NORWAY",
        ),
        (
            _address("FI", "street=Katu; street_number=3; city=Helsinki; postal_code=00100"),
            "Katu 3|00100 Helsinki",
            "Katu 3|FI-00100 HELSINKI|FINLAND",
        ),
        (
            _address("DK", "street=Vestergade; street_number=3; city=København; postal_code=1456"),
            "Vestergade 3|1456 København",
            "Vestergade 3|1456 KØBENHAVN|DENMARK",
        ),
        (
            _address("JP", "street=銀座4-5-6; city=中央区; state=東京都; postal_code=1040061"),
            "〒104-0061|東京都中央区|銀座4-5-6",
            "〒104-0061|東京都中央区|銀座4-5-6|JAPAN",
        ),
        (
            _address("HK", "street=彌敦道; street_number=9號; city=旺角; state=九龍"),
            "九龍|旺角|彌敦道9號",
            "九龍|旺角|彌敦道9號|HONG KONG SAR CHINA",
        ),
        (
            _address(
                "SG", "street=Button Lane; street_number=3; city=Singapore; postal_code=238823"
            ),
            "3 Button Lane|SINGAPORE 238823",
            "3 Button Lane|SINGAPORE 238823|SINGAPORE",
        ),
    ],
    ids=["SE", "CN", "CN Latin", "GB", "US", "DE", "NO", "FI", "DK", "JP", "HK", "SG"],
)
def test_an_address_prints_in_the_order_of_its_country(
    address: dict[str, str], domestic: str, abroad: str
) -> None:
    assert addresses.lines(address) == domestic.split("|")
    assert addresses.lines(address, sent_from=address["country"]) == domestic.split("|")
    assert addresses.lines(address, sent_from="FR") == abroad.split("|")


def test_the_country_is_named_in_the_language_asked_for() -> None:
    assert addresses.lines(CHINESE, sent_from="SE", language="sv")[-1] == "KINA"


def test_a_prefix_inside_a_name_is_not_taken_for_the_postal_mark() -> None:
    assert addresses.lines(SWEDISH | {"name": "SE-gruppen"})[0] == "SE-gruppen"


_TEXT = st.text(alphabet="abå王9", min_size=1, max_size=5)
_FIELDS = [
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
]


@given(
    st.dictionaries(st.sampled_from(_FIELDS), _TEXT),
    st.sampled_from(["SE", "CN", "US", "JP", "CI", "GN", "XX", ""]),
)
def test_nothing_typed_is_lost_in_print(fields: dict[str, str], country: str) -> None:
    printed = folding.fold(" ".join(addresses.lines(fields | {"country": country})))

    assert all(folding.fold(value) in printed for value in fields.values())


def test_an_unusual_address_is_only_warned_about() -> None:
    address = SWEDISH | {"postal_code": "1145", "street": ""}

    assert addresses.check(SWEDISH) == []
    assert addresses.check(CHINESE) == []
    assert addresses.check(address) == [
        AddressWarning(field="street", reason=AddressReason.MISSING),
        AddressWarning(
            field="postal_code", reason=AddressReason.POSTAL_CODE_FORM, example="114 55"
        ),
    ]


@pytest.mark.parametrize("code", ["114 55", "11455", "SE-114 55", "１１４５５"])
def test_a_postal_code_may_be_written_in_any_usual_way(code: str) -> None:
    assert addresses.check(SWEDISH | {"postal_code": code}) == []


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"country": ""}, "country", AddressReason.MISSING),
        ({"country": "XX"}, "country", AddressReason.UNKNOWN_COUNTRY),
        (
            {"country": "US", "state": "Skåne", "postal_code": "62701"},
            "state",
            AddressReason.UNKNOWN_STATE,
        ),
    ],
)
def test_an_unknown_country_or_state_is_pointed_out(
    change: dict[str, str], field: str, reason: AddressReason
) -> None:
    assert addresses.check(SWEDISH | change) == [AddressWarning(field=field, reason=reason)]


def test_a_box_replaces_the_street() -> None:
    assert (
        addresses.check(SWEDISH | {"street": "", "street_number": "", "post_box": "Box 12"}) == []
    )


def test_countries_have_names_in_every_language() -> None:
    assert countries.name_of("se", language="zh-Hans") == "瑞典"
    assert countries.name_of("SE", language="no such language") == "Sweden"
    assert countries.name_of("XX", language="sv") == "XX"
    assert {"SE", "CN", "GB"} <= set(countries.codes())
    assert not countries.is_known("EU")
