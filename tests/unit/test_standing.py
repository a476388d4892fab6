"""When a server is begun again, when it is given up, and that no signal is lost in between."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tillbook.cli.standing import serve_until_told


@dataclass
class Falling:
    """A web server whose workers die at once; it ends by itself unless it was told to."""

    interrupt_signal: bool = False
    hooks: list[Callable[[], object]] = field(default_factory=list)

    def on_startup(self, hook: Callable[[], object]) -> None:
        """Call this as soon as the server hears signals itself."""
        self.hooks.append(hook)

    def signal_handler_interrupt(self) -> None:
        """Hear a signal."""
        self.interrupt_signal = True

    def serve(self) -> None:
        """Serve until told, or until the workers are dead."""
        for hook in self.hooks:
            hook()
        if not self.interrupt_signal:
            raise SystemExit(1)


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """Give the signals back to the tests' process."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_server_that_falls_again_and_again_is_given_up_with_its_status() -> None:
    made: list[Falling] = []

    def make() -> Falling:
        made.append(Falling())
        return made[-1]

    with pytest.raises(SystemExit) as ended:
        serve_until_told(make, waits_s=(0, 0, 0))
    assert (ended.value.code, len(made)) == (1, 4)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_the_next_server_is_made_is_heard_by_it(number: signal.Signals) -> None:
    made: list[Falling] = []

    def make() -> Falling:
        if made:
            os.kill(os.getpid(), number)
        made.append(Falling())
        return made[-1]

    serve_until_told(make, waits_s=(0, 0, 0))
    assert [server.interrupt_signal for server in made] == [False, True]
