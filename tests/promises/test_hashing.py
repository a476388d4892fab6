"""Trying a PIN or a password is dear in the product, however cheap it is in the tests."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.settings import PIN_COST as IN_TESTS
from tillbook.config import settings

#: RFC 9106, section 4: the second recommended option.
RECOMMENDED = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 4}


def test_pins_and_passwords_cost_what_the_standard_recommends() -> None:
    assert settings.PIN_COST == RECOMMENDED != IN_TESTS
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert Argon2PasswordHasher.memory_cost >= RECOMMENDED["memory_cost"]
