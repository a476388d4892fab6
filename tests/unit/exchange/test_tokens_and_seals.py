"""Request tokens between nodes, and secrets sealed to one device."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core.errors import BadToken, SealBroken
from tillbook.exchange.core.sealing import seal, unseal
from tillbook.exchange.core.tokens import LIFETIME_MS, Claim, check, issue, read

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
CHILD, PARENT = UUID(int=1), UUID(int=2)
CLAIM = Claim(node=CHILD, parent=PARENT, issued_ms=1_000_000, nonce="n")
TOKEN = issue(CLAIM, KEY)


@pytest.mark.parametrize("skew", [-LIFETIME_MS, 0, LIFETIME_MS])
def test_a_token_is_good_for_a_minute_on_either_side(skew: int) -> None:
    now = CLAIM.issued_ms + skew
    assert check(TOKEN, public_key=PUBLIC, parent=PARENT, now_ms=now) == CLAIM
    assert read(TOKEN)[0] == CLAIM


@pytest.mark.parametrize("skew", [-LIFETIME_MS - 1, LIFETIME_MS + 1])
def test_an_expired_token_says_what_to_look_at(skew: int) -> None:
    with pytest.raises(BadToken, match="clock"):
        check(TOKEN, public_key=PUBLIC, parent=PARENT, now_ms=CLAIM.issued_ms + skew)


def test_a_token_for_another_parent_or_by_another_device_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    for key, parent in ((PUBLIC, CHILD), (other, PARENT), (b"", PARENT)):
        with pytest.raises(BadToken):
            check(TOKEN, public_key=key, parent=parent, now_ms=CLAIM.issued_ms)


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_an_altered_token_says_nothing_else(position: int, char: str) -> None:
    altered = TOKEN[:position] + char + TOKEN[position + 1 :]
    try:
        claim = check(altered, public_key=PUBLIC, parent=PARENT, now_ms=CLAIM.issued_ms)
    except BadToken:
        return
    assert claim == CLAIM


@pytest.mark.parametrize("token", ["", "é", "no base64!", "AAAA"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        read(token)


DEVICE = X25519PrivateKey.from_private_bytes(b"d" * 32)
RECIPIENT = DEVICE.public_key().public_bytes_raw()
EPHEMERAL = X25519PrivateKey.from_private_bytes(b"e" * 32)
SEALED = seal(b"group key", recipient=RECIPIENT, ephemeral=EPHEMERAL)


def test_a_sealed_secret_opens_for_its_device_only() -> None:
    assert unseal(SEALED, key=DEVICE) == b"group key"
    with pytest.raises(SealBroken):
        unseal(SEALED, key=X25519PrivateKey.from_private_bytes(b"o" * 32))


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_an_altered_seal_is_broken(position: int, flip: int) -> None:
    content = bytearray(SEALED)
    content[position] ^= flip
    with pytest.raises(SealBroken):
        unseal(bytes(content), key=DEVICE)


@pytest.mark.parametrize("content", [b"", b"x" * 31, bytes(32) + b"x" * 20])
def test_what_is_no_seal_is_broken(content: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(content, key=DEVICE)
