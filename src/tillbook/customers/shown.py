"""Customers as this node shows them: the document, what was agreed to, and how it stands."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tillbook.customers import aliases
from tillbook.customers import document as documents
from tillbook.customers.rules import consents
from tillbook.exchange.core.units import Document
from tillbook.exchange.log.standing import Standing, standings


def read(ids: Sequence[UUID]) -> dict[UUID, Document]:
    """Return the customers that are here, also those who are a part of another one."""
    shown, standing = documents.read(ids), standings(ids)
    return {id: with_standing(document, standing[id]) for id, document in shown.items()}


def kept(ids: Sequence[UUID]) -> dict[UUID, Document]:
    """Return for each id the customer whom it names now, where both are here. Source: AR-143."""
    shown = read(ids)
    merged = [id for id, document in shown.items() if document["merged_into"]]
    if not merged:
        return shown
    names = aliases.kept(merged)
    shown |= read(list(names.values()))
    return {id: shown[names.get(id, id)] for id in ids if names.get(id, id) in shown}


def with_standing(document: Mapping[str, Any], standing: Standing) -> Document:
    """Return a document with the answers for marketing, its state and its version."""
    answers = document.get("consents", {})
    return {
        **document,
        "contacts": [
            contact | {"marketing": consents.answer_of(answers, contact["id"], consents.MARKETING)}
            for contact in document["contacts"]
        ],
        "sync_state": standing.sync_state.value,
        "version": standing.version,
    }
