"""Bringing configuration in from another installation: all of a document or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from tillbook.configuration.carrying_out import FORMAT, VERSION, named, references
from tillbook.configuration.errors import Fault, UnusableConfiguration
from tillbook.configuration.operations import draft_put
from tillbook.configuration.portable import (
    SIGN,
    WITHIN,
    Portable,
    everything,
    fields_of,
    key_of,
    portable_kinds,
    replaced,
)
from tillbook.exchange.core.patches import DEEPEST
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import Refused
from tillbook.exchange.log.chain import Log, write_log
from tillbook.exchange.up import accept
from tillbook.exchange.up.minting import mint
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.ids import new_id
from tillbook.foundation.nesting import is_deeper
from tillbook.nodes.this_node import current


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that would stand differently, as documents name it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of the document, ready to be put."""

    kind: str
    key: str
    #: JSON pointer into the document.
    pointer: str
    id: UUID
    document: Document
    is_new: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """What came, or would come, of a document."""

    #: Only what differs from what stands.
    changes: tuple[Piece, ...]
    #: What headquarters would refuse; then nothing was written.
    refused: tuple[Fault, ...]
    unchanged: int


class _TakenBack(Exception):
    """Ends a transaction that must leave nothing."""


def bring_in(actor: Actor, document: Mapping[str, Any], *, rehearse: bool) -> BroughtIn:
    """Put everything of a document that differs, in one transaction, at headquarters.

    Pieces that are here and not in the document stay. `rehearse` does the same and takes it all
    back, so that what would be refused is known. Raises UnusableConfiguration, PermissionRefused.
    """
    actor.require(Permission.CONFIGURE)
    refused: list[Fault] = []
    with suppress(_TakenBack), write_log() as log:
        # In here nobody else writes: what the plan finds new or different stays so.
        pieces = _planned(document)
        changes = [piece for piece in pieces if piece.is_new or piece.differences]
        refused += _put_all(actor, changes, log)
        _go_on(is_meant=not rehearse and not refused)
    current().wake.package.set()
    if refused and not rehearse:
        raise UnusableConfiguration(refused)
    unchanged = len(pieces) - len(changes)
    return BroughtIn(changes=tuple(changes), refused=tuple(refused), unchanged=unchanged)


def _go_on(*, is_meant: bool) -> None:
    if not is_meant:
        raise _TakenBack


def _put_all(actor: Actor, pieces: Sequence[Piece], log: Log) -> list[Fault]:
    """Put the pieces in an order in which each finds what it needs; return what is refused.

    One that is refused is tried again as long as others get through.
    """
    left, refusals = list(pieces), dict[str, Refused]()
    while left:
        waiting = []
        for piece in left:
            try:
                with log.savepoint():
                    draft = draft_put(actor, piece.kind, id=piece.id, document=piece.document)
                    accept.accept(mint(draft, log), log, minted_here=True)
            except Refused as refusal:
                refusals[piece.pointer] = refusal
                waiting.append(piece)
        if len(waiting) == len(left):
            return [_fault(piece, refusals[piece.pointer]) for piece in left]
        left = waiting
    return []


def _fault(piece: Piece, refusal: Refused) -> Fault:
    field = refusal.params.get("field", "")
    told = {name: text for name, text in refusal.params.items() if name not in ("field", "pointer")}
    more = ", ".join(f"{name} {text}" for name, text in told.items())
    what = f"{field + ': ' if field else ''}{refusal.code}{f' ({more})' if more else ''}"
    return Fault(
        code=refusal.code,
        pointer=f"{piece.pointer}/{field}" if field else piece.pointer,
        text=f"Headquarters refuses {piece.kind} {piece.key or '(the only one)'}: {what}.",
    )


def _planned(document: Mapping[str, Any]) -> list[Piece]:
    """Return the document's pieces with their ids here. Raises UnusableConfiguration."""
    faults = list(_faults(document))
    if faults:
        raise UnusableConfiguration(faults)
    plan = _Plan(document["kinds"])
    pieces = plan.pieces()
    if plan.faults:
        raise UnusableConfiguration(plan.faults)
    return pieces


def _faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Name what this release does not know, before anything is looked at further."""
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        text = f"This is no document of the format {FORMAT}, version {VERSION}. Export it anew."
        yield Fault(code="format.unknown", pointer="/format", text=text)
        return
    for key in sorted(set(document) - {"format", "version", "kinds"}):
        yield _unknown(f"/{key}", "field.unknown", f"the key {key!r}")
    known = portable_kinds()
    rows_by_kind = document.get("kinds")
    if not isinstance(rows_by_kind, Mapping):
        yield Fault(code="type.wrong", pointer="/kinds", text="This must be an object.")
        return
    for name, rows in rows_by_kind.items():
        if name not in known:
            yield _unknown(f"/kinds/{name}", "kind.unknown", f"the kind {name!r}")
        elif not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            text = "This must be a list of objects."
            yield Fault(code="type.wrong", pointer=f"/kinds/{name}", text=text)
        else:
            yield from _of_rows(name, rows, fields_of(*known[name]), known[name][1])


def _of_rows(
    name: str, rows: Sequence[Document], fields: Sequence[str], how: Portable
) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, row in enumerate(rows):
        pointer = f"/kinds/{name}/{at}"
        if is_deeper(row, DEEPEST):
            text = f"Values may stand at most {DEEPEST} deep in each other."
            yield Fault(code="value.too_deep", pointer=pointer, text=text)
            continue
        for field in sorted(set(row) - set(fields)):
            what = f"the key {field!r} of {name}"
            yield _unknown(f"{pointer}/{field}", "field.unknown", what)
        key = key_of(how, row)
        if how.key in ("code", "number", "name") and not key:
            text = f"This {name} needs its {how.key}."
            yield Fault(code="field.required", pointer=f"{pointer}/{how.key}", text=text)
        elif key in seen:
            text = f"{name} {key!r} stands here twice. Remove one."
            yield Fault(code="field.repeated", pointer=pointer, text=text)
        seen.add(key)


def _unknown(pointer: str, code: str, what: str) -> Fault:
    text = (
        f"This release does not know {what}. Remove it from the document, or bring this "
        "installation to the release that it came from."
    )
    return Fault(code=code, pointer=pointer, text=text)


class _Plan:
    """Finds out which piece of a document is which row here."""

    def __init__(self, rows: Mapping[str, Sequence[Document]]) -> None:
        self.faults: list[Fault] = []
        self._rows = rows
        self._known = portable_kinds()
        here = list(everything())
        keys = {doc["id"]: (kind.name, key_of(how, doc)) for kind, how, doc in here}
        self._names = references(keys)
        self._stands = {(kind.name, str(doc["id"])): doc for kind, how, doc in here}
        self._ids = {(kind, key): str(id) for id, (kind, key) in keys.items()}
        for name in rows:
            how = self._known[name][1]
            for row in rows[name] if how.id_of is None else ():
                self._ids.setdefault((name, key_of(how, row)), str(new_id()))

    def pieces(self) -> list[Piece]:
        """Return everything with its id and how it differs; what cannot be is a fault."""
        return [
            self._piece(name, row, f"/kinds/{name}/{at}")
            for name, rows in self._rows.items()
            for at, row in enumerate(rows)
        ]

    def _piece(self, name: str, row: Document, pointer: str) -> Piece:
        how = self._known[name][1]
        document = {
            field: replaced(value, partial(self._resolved, pointer=f"{pointer}/{field}"))
            for field, value in row.items()
        }
        id = (
            str(how.id_of(document))
            if how.id_of and not self.faults
            else self._ids.get((name, key_of(how, row)), str(UUID(int=0)))
        )
        stands = self._stands.get((name, id))
        return Piece(
            kind=name,
            key=key_of(how, row),
            pointer=pointer,
            id=UUID(id),
            document=document,
            is_new=stands is None,
            differences=tuple(self._differences(document, stands or {}, row)),
        )

    def _differences(
        self, document: Document, stands: Document, row: Document
    ) -> Iterator[Difference]:
        for field, value in document.items():
            if value != stands.get(field) or field not in stands:
                before = replaced(stands.get(field), lambda text: named(text, self._names))
                yield Difference(field=field, before=before, after=row[field])

    def _resolved(self, text: str, *, pointer: str) -> str:
        if not text.startswith(SIGN):
            return text
        if text.startswith(SIGN * 2):
            return text.removeprefix(SIGN)
        if text.startswith(WITHIN):
            before, _slash, reference = text.removeprefix(WITHIN).partition(f"/{SIGN}")
            return f"{before}/{self._resolved(f'{SIGN}{reference}', pointer=pointer)}"
        kind, _, key = text.removeprefix(SIGN).partition("/")
        id = self._ids.get((kind, key))
        if id is None:
            told = f"There is no {kind} {key!r} here, nor in the document. Add it, or name another."
            self.faults.append(Fault(code="reference.unknown", pointer=pointer, text=told))
            return text
        return id
