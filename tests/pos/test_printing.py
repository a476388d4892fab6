"""What a customer takes home on paper."""

import pytest

from tests.pos.conftest import DATABASES, Till

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_the_sheet_is_for_who_works_and_the_receipt_for_the_customer(till: Till) -> None:
    url = till.create_at(name="Anna Svensson", phone="070-174 06 13", language="sv")

    sheet, receipt = till.get(f"{url}/sheet"), till.get(f"{url}/consents")

    assert "Contact details" in sheet.text
    assert "Marketing: Not asked" in sheet.text
    assert '<html lang="sv"' in receipt.html
    assert "Marknadsföring: Inte tillfrågad" in receipt.text
    for page in (sheet, receipt):
        assert "Anna Svensson" in page.text
        assert "070-174 06 13" in page.text or "+46" in page.text
        assert "Göteborg" in page.text
