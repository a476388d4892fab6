"""A node with a parent: it sends up what was saved and follows what headquarters publishes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tillbook.exchange.core import following, heads, lanes, packages, valves
from tillbook.exchange.core.errors import ExchangeFault
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.lanes import Waiting
from tillbook.exchange.core.states import is_due
from tillbook.exchange.core.valves import Standing
from tillbook.simulator.book import Answer, opened_head, opened_package
from tillbook.simulator.failures import Failpoint
from tillbook.simulator.kinds import Op
from tillbook.simulator.loader import Loader
from tillbook.simulator.network import Breakdown, Refusal, Respond
from tillbook.simulator.node import HOP_MS, Ground, Node
from tillbook.simulator.valves import UPLOAD

if TYPE_CHECKING:
    from tillbook.simulator.book import Book

UPLOAD_EVERY_MS = 4_000
FOLLOW_EVERY_MS = 6_000
#: What somebody who saves waits for headquarters at most.
PATIENCE_MS = 2_500
#: Bytes of one operation, about.
SIZE = 600


class Child(Node):
    """A store server or a register."""

    def __init__(
        self, ground: Ground, name: str, *, group: str, parents: "Sequence[Node]" = ()
    ) -> None:
        super().__init__(ground, name, group=group, parents=parents)
        self.loader = Loader(self)

    def begin_anew(self, book: "Book") -> None:
        """Stand on an empty disk."""
        self.book = book
        self.loader = Loader(self)

    def start(self) -> None:
        """Start the loops, not all nodes at one moment."""
        self.soon(self.ground.rng.randint(0, UPLOAD_EVERY_MS), "upload", self.upload)
        self.soon(self.ground.rng.randint(0, FOLLOW_EVERY_MS), "follow", self.follow)

    # ---- up

    def upload(self) -> None:
        """Send what waits, if the valve lets it, batch by batch, then rest."""
        valve = self.book.valves.get(UPLOAD, Standing())
        if not self.lets_through(valve):
            self.ground.watch.met("uploads held")
            self.soon(UPLOAD_EVERY_MS, "upload", self.upload)
            return
        batch = self.next_batch()
        if batch:
            self.ground.watch.sends(self)
            self._send(batch)
            return
        if valve.run is not None:
            self.ground.watch.met("a run of uploads")
            self.book.disk.put(self.book.valves, UPLOAD, valves.finish(valve, valve.run))
        if self.stuck:
            self.ground.watch.alarm(self, "upload.stuck")
            self.stuck = {}
            self.retry("upload", self.upload)
        else:
            self.failures["upload"] = 0
            self.soon(UPLOAD_EVERY_MS, "upload", self.upload)

    def lets_through(self, valve: Standing) -> bool:
        """Tell whether operations may go up now without anybody waiting."""
        return not valve.shut or valve.run is not None

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
        sent = [self.book.log[entry.operation].op.signed for entry in batch]
        carried = self.ground.network.carried
        self.ask(
            "upload",
            lambda parent, respond: parent.take(carried(self, parent, sent), 0, respond),
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
            if not answer.code.startswith("operation."):
                self.retry("upload", self.upload)
                return
            if len(batch) > 1:
                self._send(lanes.halve(batch))
                return
            self.note([Answer(batch[0].operation, None, refused=answer.code)])
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
            if isinstance(answers, list):
                self.ground.watch.met("answered while somebody waited")
                self.note(answers)
            kept()

        def kept() -> None:
            row = self.book.log.get(op.id)
            respond([Answer(op.id, row.verdict if row else None)])

        self.ask(
            "wait",
            lambda parent, back: parent.take(
                self.ground.network.carried(self, parent, [op.signed]), patience_ms, back
            ),
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
            self.loader.ask_again(self.follow_later)
            return
        group, known = groups[0], self.tags.get(groups[0], b"")
        self.ask(
            "head",
            lambda parent, respond: parent.head(group, known, respond),
            on_answer=lambda content: self._headed(groups, content),
            on_silence=self.retry_follow,
        )

    def follow_later(self) -> None:
        """Rest, after a turn without failure."""
        self.failures["follow"] = 0
        self.soon(FOLLOW_EVERY_MS, "follow", self.follow)

    def retry_follow(self) -> None:
        """Follow again after a failure."""
        self.retry("follow", self.follow)

    def _headed(self, groups: Sequence[str], content: Any) -> None:
        group = groups[0]
        if content is None:
            self._follow(groups[1:])
            return
        if isinstance(content, Refusal):
            self.retry_follow()
            return
        content = self._carried(content, "manifests")
        try:
            head = opened_head(content, self.ground.signed_by)
        except ExchangeFault:
            self.ground.watch.proven["altered manifest refused"] += 1
            self.retry_follow()
            return
        if group == self.group:
            self.hear_valve(head)
        self._catch_up(groups, content, head)

    def hear_valve(self, head: Head) -> None:
        """Keep what headquarters says of uploads."""
        news = valves.hear(self.book.valves.get(UPLOAD), head.upload)
        if news is not None:
            self.book.disk.put(self.book.valves, UPLOAD, news)

    def _catch_up(self, groups: Sequence[str], content: bytes, head: Head) -> None:
        """Come to where a manifest is: by its snapshot, then package by package."""
        group = groups[0]
        cursor = self.book.cursor(group)
        try:
            has_news = heads.check_advance(head, cursor)
            if group == self.group and self.loader.is_wanted(head):
                self.loader.take(head, lambda: self._catch_up(groups, content, head))
                return
            wanted = following.listed_after(head, cursor) if has_news else []
        except ExchangeFault:
            self.ground.watch.met("an older manifest refused")
            self.retry_follow()
            return
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
        def fetched(answer: bytes | None) -> None:
            if answer is None:
                self.retry_follow()
            else:
                self._next(groups, content, head, wanted)

        self.fetch(groups[0], wanted[0][1], fetched)

    def fetch(self, group: str, name: str, then: Callable[[bytes | None], None]) -> None:
        """Get a file from the parent, prove it by its name and keep it; None when it is not there."""

        def fetched(answer: Any) -> None:
            if isinstance(answer, Refusal):
                if answer.code == "package.none":
                    then(None)
                else:
                    self.retry_follow()
                return
            if self.keep_file(group, name, answer):
                self.at(Failpoint.FETCH_AFTER_FILE)
                then(self.book.blobs[group, name])
            else:
                self.retry_follow()

        self.ask(
            "package",
            lambda parent, respond: parent.package(group, name, respond),
            on_answer=fetched,
            on_silence=self.retry_follow,
        )

    def _carried(self, content: bytes, what: str) -> bytes:
        parent = self.parents[self.route]
        return bytes(self.ground.network.carried(self, parent, content, what))

    def keep_file(self, group: str, name: str, content: bytes) -> bool:
        """Keep a file that came, if its bytes are those that its name promises."""
        content = self._carried(content, "files")
        if packages.name_of(content) != name:
            self.ground.watch.proven["altered file refused"] += 1
            return False
        self.book.disk.put(self.book.blobs, (group, name), content)
        return True

    def fetch_for(self, group: str, name: str, respond: Respond) -> None:
        """Get for a child what is not here."""

        def got(answer: Any) -> None:
            if isinstance(answer, Refusal) or not self.keep_file(group, name, answer):
                respond(answer if isinstance(answer, Refusal) else Refusal("package.bad"))
            else:
                self.ground.watch.met("fetched for a child")
                respond(answer)

        self.ask(
            "package",
            lambda parent, back: parent.package(group, name, back),
            on_answer=got,
            on_silence=lambda: respond(Refusal("parent.silent")),
        )

    def tell_again(self, group: str, operations: Sequence[UUID], respond: Respond) -> None:
        """Pass a child's question on."""
        self.ask(
            "tell again",
            lambda parent, back: parent.tell_again(group, operations, back),
            on_answer=respond,
            on_silence=lambda: respond(Refusal("parent.silent")),
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
