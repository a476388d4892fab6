"""The office and a client at its door."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.office import DATABASES, Office, office, office_of_a_chain
from tillbook.staff.models import Associate

#: Tests of more than headquarters need every node's database.
whole_chain = pytest.mark.django_db(transaction=True, databases=DATABASES)


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Office]:
    """Open a headquarters without nodes."""
    with office() as made:
        yield made


@pytest.fixture
def chain(transactional_db: None) -> Iterator[tuple[Office, Network]]:
    """Open a headquarters with a store and two tills."""
    with office_of_a_chain() as made:
        yield made


def signed_in(desk: Office) -> Client:
    """Give a client of the administrator."""
    made = Client()
    made.force_login(Associate.objects.get(id=desk.administrator))
    return made


@pytest.fixture
def client(desk: Office) -> Client:
    """Give a client of the administrator of the headquarters without nodes."""
    return signed_in(desk)
