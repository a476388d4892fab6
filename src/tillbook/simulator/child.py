"""A node with a parent: it sends up what was saved and follows what headquarters publishes."""

from collections.abc import Sequence
from typing import Any

from tillbook.exchange.core import following, heads, lanes, packages
from tillbook.exchange.core.errors import ExchangeFault
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.lanes import Waiting
from tillbook.exchange.core.states import is_due
from tillbook.simulator.book import Answer, opened_head, opened_package
from tillbook.simulator.failures import Failpoint
from tillbook.simulator.kinds import Op
from tillbook.simulator.network import Breakdown, Refusal, Respond
from tillbook.simulator.node import HOP_MS, Node

UPLOAD_EVERY_MS = 4_000
FOLLOW_EVERY_MS = 6_000
#: What somebody who saves waits for headquarters at most.
PATIENCE_MS = 2_500
#: Bytes of one operation, about.
SIZE = 600


class Child(Node):
    """A store server or a register."""

    def start(self) -> None:
        """Start the loops, not all nodes at one moment."""
        self.soon(self.ground.rng.randint(0, UPLOAD_EVERY_MS), "upload", self.upload)
        self.soon(self.ground.rng.randint(0, FOLLOW_EVERY_MS), "follow", self.follow)

    # ---- up

    def upload(self) -> None:
        """Send what waits, batch by batch, then rest."""
        batch = self.next_batch()
        if batch:
            self._send(batch)
        elif self.stuck:
            self.ground.watch.alarm(self, "upload.stuck")
            self.stuck = {}
            self.retry("upload", self.upload)
        else:
            self.failures["upload"] = 0
            self.soon(UPLOAD_EVERY_MS, "upload", self.upload)

    def next_batch(self) -> list[Waiting]:
        """Choose what is sent next: in log order, without the lanes that are stuck."""
        log, wall_ms = self.book.log, self.wall_ms
        rows = (log[id] for id in sorted(self.book.pending, key=self.book.pending.__getitem__))
        return lanes.next_batch(
            Waiting(operation=row.op.id, lane=row.op.entity, size=SIZE)
            for row in rows
            if row.op.entity not in self.stuck and is_due(row.relayed_ms, wall_ms)
        )

    def _send(self, batch: Sequence[Waiting]) -> None:
        ops = [self.book.log[entry.operation].op for entry in batch]
        self.ask(
            "upload",
            lambda parent, respond: parent.take(ops, 0, respond),
            on_answer=lambda answer: self._heard(batch, answer),
            on_silence=lambda: self.retry("upload", self.upload),
        )

    def _heard(self, batch: Sequence[Waiting], answer: Any) -> None:
        if isinstance(answer, Breakdown):
            if len(batch) > 1:
                self.ground.watch.met("a batch halved")
                self._send(lanes.halve(batch))
                return
            self.stuck[batch[0].lane] = None
        elif isinstance(answer, Refusal):
            self.retry("upload", self.upload)
            return
        else:
            self.note(answer)
        self.soon(0, "upload", self.upload)

    def note(self, answers: Sequence[Answer]) -> None:
        """Take in the parent's answers."""
        with self.book.disk.transaction():
            judged = [one for one in answers if self.book.answered(one, wall_ms=self.wall_ms)]
            self.at(Failpoint.NOTE_BEFORE_COMMIT)
        for one in judged:
            self.ground.watch.heard(self, one.operation)
        self.at(Failpoint.NOTE_AFTER_COMMIT)

    def mint_and_wait(self, op: Op) -> None:
        """Save while somebody waits for headquarters."""
        self.mint(op)
        self.at(Failpoint.SUBMIT_BEFORE_SEND)
        self.pass_on(op, PATIENCE_MS - HOP_MS, lambda _: None)

    def pass_on(self, op: Op, patience_ms: int, respond: Respond) -> None:
        """Ask the parent while somebody waits, and answer with what is known then."""

        def answered(answers: Any) -> None:
            if not isinstance(answers, Breakdown | Refusal):
                self.ground.watch.met("answered while somebody waited")
                self.note(answers)
            kept()

        def kept() -> None:
            row = self.book.log.get(op.id)
            respond([Answer(op.id, row.verdict if row else None)])

        self.ask(
            "wait",
            lambda parent, back: parent.take([op], patience_ms, back),
            on_answer=answered,
            on_silence=kept,
            timeout_ms=patience_ms,
        )

    # ---- down

    def follow(self) -> None:
        """Follow the own group, then those that are only passed on."""
        self._follow([self.group, *self.passes_on])

    def _follow(self, groups: Sequence[str]) -> None:
        if not groups:
            self.failures["follow"] = 0
            self.soon(FOLLOW_EVERY_MS, "follow", self.follow)
            return
        group, known = groups[0], self.tags.get(groups[0], b"")
        self.ask(
            "head",
            lambda parent, respond: parent.head(group, known, respond),
            on_answer=lambda content: self._headed(groups, content),
            on_silence=lambda: self.retry("follow", self.follow),
        )

    def _headed(self, groups: Sequence[str], content: Any) -> None:
        group = groups[0]
        if content is None:
            self._follow(groups[1:])
            return
        if isinstance(content, Refusal):
            self.retry("follow", self.follow)
            return
        try:
            head = opened_head(content, self.ground.signed_by)
            has_news = heads.check_advance(head, self.book.cursor(group))
        except ExchangeFault:
            self.ground.watch.met("an older manifest refused")
            self.retry("follow", self.follow)
            return
        wanted = following.listed_after(head, self.book.cursor(group)) if has_news else []
        self._next(groups, content, head, wanted)

    def _next(
        self, groups: Sequence[str], content: bytes, head: Head, wanted: list[tuple[int, str]]
    ) -> None:
        """Apply what is here, fetch what is not; pass the manifest on when all of it is here."""
        group = groups[0]
        if not wanted:
            self.at(Failpoint.FOLLOW_BEFORE_HEAD)
            self.book.disk.put(self.book.heads, group, content)
            self.tags[group] = content
            self._follow(groups[1:])
            return
        number, name = wanted[0]
        fetched = self.book.blobs.get((group, name))
        if fetched is None:
            self._fetch(groups, content, head, wanted)
            return
        if number > self.book.cursor(group).number + 1:
            self.ground.watch.met("walked back beyond the manifest")
            before = packages_before(fetched, name, self.ground.keys[group])
            self._next(groups, content, head, [(number - 1, before), *wanted])
            return
        self.apply(group, number, name)
        self.soon(0, "apply", lambda: self._next(groups, content, head, wanted[1:]))

    def _fetch(
        self, groups: Sequence[str], content: bytes, head: Head, wanted: list[tuple[int, str]]
    ) -> None:
        group, (_, name) = groups[0], wanted[0]

        def fetched(answer: Any) -> None:
            if isinstance(answer, Refusal):
                self.retry("follow", self.follow)
                return
            self.book.disk.put(self.book.blobs, (group, name), answer)
            self.at(Failpoint.FETCH_AFTER_FILE)
            self._next(groups, content, head, wanted)

        self.ask(
            "package",
            lambda parent, respond: parent.package(group, name, respond),
            on_answer=fetched,
            on_silence=lambda: self.retry("follow", self.follow),
        )

    def apply(self, group: str, number: int, name: str) -> None:
        """Apply one package: rows and cursor in one transaction. Of other groups only the place."""
        content, key = self.book.blobs[group, name], self.ground.keys[group]
        header, _ = opened_package(content, name, key)
        before = self.book.cursor(group)
        packages.check_place(
            header, group=group, epoch=before.epoch, number=number, previous=before.name
        )
        with self.book.disk.transaction():
            touched = self.book.take(content, name, key) if group == self.group else []
            self.at(Failpoint.APPLY_AFTER_ROWS)
            self._move(group, Cursor(epoch=before.epoch, number=number, name=name))
            self.at(Failpoint.APPLY_AFTER_CURSOR)
        self.ground.watch.applied(self, group, number, name, touched)
        self.at(Failpoint.APPLY_AFTER_COMMIT)

    def _move(self, group: str, cursor: Cursor) -> None:
        self.book.disk.put(self.book.cursors, group, cursor)


def packages_before(content: bytes, name: str, key: bytes) -> str:
    """Return the name of the package before this one."""
    return opened_package(content, name, key)[0].previous
