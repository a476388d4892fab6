"""Operations as bytes: nothing can be changed without being found."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core.errors import AlteredOperation, ExchangeFault, MalformedOperation
from tillbook.exchange.core.operations import (
    SCHEMA,
    By,
    EditTime,
    EntityRef,
    Envelope,
    Origin,
    Outcome,
    Signed,
    Verdict,
    hash_body,
    open_operation,
    seal_body,
    sign,
    verify,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
SALT = b"s" * 16


def envelope_for(body: bytes, **changes: Any) -> Envelope:
    envelope = Envelope(
        id=UUID(int=1),
        kind="customer.create",
        schema=SCHEMA,
        entity=EntityRef(kind="customer", id=UUID(int=2)),
        origin=Origin(node=UUID(int=3), incarnation="0" * 16, seq=1),
        by=By(id=UUID(int=4), kind="staff", role="cashier", store=UUID(int=5)),
        time=EditTime(wall_ms=1, offset_ms=-1, boot="b", monotonic_ms=1),
        base={"name": ""},
        body_hash=hash_body(SALT, body),
    )
    return msgspec.structs.replace(envelope, **changes)


BODY = seal_body({"name": {"name": "Anna"}}, reason="why")
SIGNED = sign(envelope_for(BODY), BODY, salt=SALT, key=KEY)


def prove(signed: Signed) -> None:
    open_operation(signed)
    verify(signed, PUBLIC)


def test_an_operation_opens_as_it_was_minted() -> None:
    opened = open_operation(SIGNED)
    verify(SIGNED, PUBLIC)
    assert opened.envelope == envelope_for(BODY)
    assert opened.body.patch == {"name": {"name": "Anna"}}
    assert opened.body.reason == "why"
    assert opened.signed is SIGNED


def test_equal_bodies_give_equal_bytes() -> None:
    assert seal_body({"b": 1, "a": {"d": 1, "c": 2}}) == seal_body({"a": {"c": 2, "d": 1}, "b": 1})


@given(
    st.sampled_from(["envelope", "signature", "salt", "body"]),
    st.integers(min_value=0),
    st.integers(1, 255),
)
def test_a_change_of_any_byte_is_found(part: str, position: int, flip: int) -> None:
    content = bytearray(getattr(SIGNED, part))
    content[position % len(content)] ^= flip
    altered = msgspec.structs.replace(SIGNED, **{part: bytes(content)})
    with pytest.raises(ExchangeFault):
        prove(altered)


@given(st.sampled_from(["envelope", "signature", "salt", "body"]), st.integers(0, 15))
def test_a_part_cut_short_is_found(part: str, size: int) -> None:
    altered = msgspec.structs.replace(SIGNED, **{part: getattr(SIGNED, part)[:size]})
    with pytest.raises(ExchangeFault):
        prove(altered)


def test_another_device_key_and_no_key_at_all_are_found() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    for key in (other, b"", b"short"):
        with pytest.raises(AlteredOperation):
            verify(SIGNED, key)


def test_a_body_of_another_operation_is_found() -> None:
    with pytest.raises(AlteredOperation):
        open_operation(msgspec.structs.replace(SIGNED, body=seal_body({"name": None})))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_garbage_is_malformed(envelope: bytes, body: bytes) -> None:
    with pytest.raises(MalformedOperation):
        open_operation(Signed(envelope=envelope, signature=b"", salt=b"", body=body))


@pytest.mark.parametrize(
    "changes",
    [
        {"time": EditTime(wall_ms=-1, offset_ms=0, boot="", monotonic_ms=0)},
        {"time": EditTime(wall_ms=253_402_300_800_000, offset_ms=0, boot="", monotonic_ms=0)},
        {"time": EditTime(wall_ms=0, offset_ms=2**60, boot="", monotonic_ms=0)},
        {"origin": Origin(node=UUID(int=3), incarnation="", seq=0)},
        {"origin": Origin(node=UUID(int=3), incarnation="", seq=2**63)},
        {"kind": "k" * 65},
        {"entity": EntityRef(kind="k" * 33, id=UUID(int=2))},
        {"base": {"u" * 129: ""}},
    ],
)
def test_what_no_calendar_and_no_column_holds_is_malformed(changes: dict[str, Any]) -> None:
    signed = sign(envelope_for(BODY, **changes), BODY, salt=SALT, key=KEY)
    with pytest.raises(MalformedOperation):
        open_operation(signed)


def test_a_field_of_a_newer_release_does_not_stop_an_operation() -> None:
    envelope = msgspec.json.decode(SIGNED.envelope) | {"later": 1}
    encoded = msgspec.json.encode(envelope)
    signed = Signed(envelope=encoded, signature=KEY.sign(encoded), salt=SALT, body=BODY)
    assert open_operation(signed).envelope == envelope_for(BODY)
    verify(signed, PUBLIC)


def test_a_verdict_survives_its_serialisation() -> None:
    verdict = Verdict(
        operation=UUID(int=1), outcome=Outcome.MERGED, version=3, assigned={"number": "7"}
    )
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict
