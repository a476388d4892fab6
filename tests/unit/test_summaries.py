"""What the index keeps of a customer ranks like the whole document."""

import msgspec

from tillbook.cli.bench.loading import rows_of
from tillbook.config import wiring
from tillbook.customers.rules.ranking import rank
from tillbook.customers.rules.summaries import summary_of
from tillbook.customers.samples import sample_customers

_ASKED = ("an", "kvittogatan", "li", "王", "070", "example", "听雨", "c0000", "anders 1")


def test_a_summary_ranks_and_marks_as_the_document_does() -> None:
    wiring.offer_all()
    documents = [row.document for row in rows_of(enumerate(sample_customers(150, 1)))]
    documents[0]["addresses"].insert(0, {"city": "Borås", "is_active": False})
    summaries = [
        msgspec.json.decode(msgspec.json.encode(summary_of(document))) for document in documents
    ]
    for text in _ASKED:
        whole, cut = rank(documents, text), rank(summaries, text)
        assert [one.document["id"] for one in cut] == [one.document["id"] for one in whole]
        assert [one.matches for one in cut] == [one.matches for one in whole]
        assert any(one.matches for one in whole), text
