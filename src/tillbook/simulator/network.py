"""The network: calls that take time, get lost, come twice, late, or in one direction only."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tillbook.simulator import signing
from tillbook.simulator.failures import Broken
from tillbook.simulator.schedule import Process, Schedule

#: How long a child waits for an answer.
TIMEOUT_MS = 10_000
Respond = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The parent will not do it, and says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parent broke down over the request: an answer without a word on it (status 500)."""


@dataclass(slots=True)
class Weather:
    """What may happen to messages between two nodes. Chances in percent."""

    loss: int = 0
    twice: int = 0
    late: int = 0
    #: Nothing gets through upwards, or downwards.
    cut_up: bool = False
    cut_down: bool = False
    #: Requests of these names are refused, as by a proxy or a full disk.
    refuses: tuple[str, ...] = ()
    #: Somebody in between changes requests, or answers, of these names.
    alters: tuple[str, ...] = ()

    def calm(self) -> None:
        """Let everything through as it is."""
        self.loss = self.twice = self.late = 0
        self.cut_up = self.cut_down = False
        self.refuses = self.alters = ()


@dataclass(slots=True, eq=False)
class Message:
    """One message that a fault struck, watched until the end."""

    fault: str
    #: How often it arrived.
    arrived: int = 0


@dataclass(slots=True, eq=False)
class Call:
    """Who waits for an answer, and whether still."""

    child: Process
    life: int
    is_over: bool = False

    @property
    def is_heard(self) -> bool:
        """Tell whether an answer finds the process that asked, still waiting."""
        return not self.is_over and self.child.life == self.life


@dataclass(slots=True, kw_only=True)
class Network:
    """All links."""

    schedule: Schedule
    rng: Random
    weather: dict[tuple[str, str], Weather] = field(default_factory=dict)
    #: Faults whose effect is proven, by kind.
    proven: Counter[str] = field(default_factory=Counter)
    #: Whether the faults are over; what is cut after that is cut on purpose.
    is_healed: bool = False
    sent: Counter[str] = field(default_factory=Counter)
    _lost: list[Message] = field(default_factory=list)

    def between(self, child: Process, parent: Process) -> Weather:
        """Return what holds between two nodes."""
        return self.weather.setdefault((child.name, parent.name), Weather())

    def call(
        self,
        child: Process,
        parent: Process,
        what: str,
        *,
        request: Callable[[Respond], None],
        on_answer: Callable[[Any], None],
        on_silence: Callable[[], None],
        timeout_ms: int = TIMEOUT_MS,
    ) -> None:
        """Ask a parent. Exactly one of `on_answer` and `on_silence` follows, if the child lives.

        `request` runs at the parent and may respond at once, later, or never.
        """
        call = Call(child, child.life)
        weather = self.between(child, parent)

        def respond(answer: Any) -> None:
            self._send(parent, child, f"{what} answer", weather, arrive=lambda: hear(answer))

        def hear(answer: Any) -> None:
            if not call.is_heard:
                self.proven["answer after patience"] += 1
                return
            call.is_over = True
            on_answer(answer)

        def arrive() -> None:
            if what in weather.refuses:
                self.proven["refused"] += 1
                respond(Refusal("node.busy"))
                return
            request(respond)

        def give_up() -> None:
            if not call.is_over:
                call.is_over = True
                on_silence()

        self._send(child, parent, what, weather, arrive=arrive)
        self.schedule.after(timeout_ms, f"{what} timeout", give_up, of=child)

    def _send(
        self,
        sender: Process,
        receiver: Process,
        what: str,
        weather: Weather,
        *,
        arrive: Callable[[], None],
    ) -> None:
        if not sender.is_up:
            raise Broken("faults", f"{sender.name} is dead and sent {what}")
        self.sent[sender.name] += 1
        fault = self._fault(weather, is_answer=what.endswith("answer"))
        message = Message(fault)
        if fault in ("loss", "cut up", "cut down"):
            self._lost.append(message)
            return

        def deliver() -> None:
            message.arrived += 1
            if message.arrived == 2:
                self.proven["twice"] += 1
            if fault == "late":
                self.proven["late"] += 1
            arrive()

        # A request may find a parent that was started again; an answer finds nobody who waits.
        any_life = not what.endswith("answer")
        wait_ms = self.rng.randint(5, 80)
        if fault == "late":
            wait_ms += self.rng.randint(1_000, 90_000)
        self.schedule.after(wait_ms, what, deliver, of=receiver, any_life=any_life)
        if fault == "twice":
            wait_ms += self.rng.randint(1, 30_000)
            self.schedule.after(wait_ms, what, deliver, of=receiver, any_life=any_life)

    def _fault(self, weather: Weather, *, is_answer: bool) -> str:
        if weather.cut_down if is_answer else weather.cut_up:
            return "cut down" if is_answer else "cut up"
        if not (weather.loss or weather.twice or weather.late):
            return ""
        draw = self.rng.randrange(100)
        if draw < weather.loss:
            return "loss"
        if draw < weather.loss + weather.twice:
            return "" if is_answer else "twice"
        return "late" if draw < weather.loss + weather.twice + weather.late else ""

    def carried(
        self, child: Process, parent: Process, content: Any, what: str = "operations"
    ) -> Any:
        """Return what comes out at the other end: what somebody in between made of it.

        Operations going up are a list; manifests and files that come down are bytes.
        """
        alters = self.between(child, parent).alters
        if what not in alters or not content:
            return content
        if isinstance(content, bytes):
            return signing.flipped(content)
        at = self.rng.randrange(len(content))
        return [*content[:at], signing.altered(content[at]), *content[at + 1 :]]

    def prove_losses(self) -> None:
        """Prove that nothing that was lost or cut off ever arrived, and count it."""
        for message in self._lost:
            if message.arrived:
                raise Broken("faults", f"a message of a link with {message.fault} arrived")
            self.proven[message.fault] += 1
        self._lost.clear()

    def heal(self) -> None:
        """Make every link good, for good."""
        self.is_healed = True
        for weather in self.weather.values():
            weather.calm()
