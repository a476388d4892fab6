"""What every test can use."""

import pytest
from django.utils import timezone, translation


@pytest.fixture(autouse=True)
def in_nobodys_language() -> None:
    """Begin without the language and the time zone that a request of another test left behind."""
    translation.deactivate()
    timezone.deactivate()
