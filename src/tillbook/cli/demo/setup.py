"""From nothing, or from whatever an interrupted start left, to six nodes that hold everything."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tillbook.cli import django_node, init, serve
from tillbook.cli.calls import Api, NodeNotAnswering
from tillbook.cli.console import err
from tillbook.cli.demo import memory as memories
from tillbook.cli.demo.children import Children, failure, pause
from tillbook.cli.demo.holdings import customers_at
from tillbook.cli.demo.memory import Memory
from tillbook.cli.demo.plan import Place, Places
from tillbook.cli.enroll import code_for
from tillbook.config import folder_lock
from tillbook.nodes.identity import IDENTITY_FILE, read_identity

_HOST = "127.0.0.1"


@dataclass(slots=True, kw_only=True)
class Setup:
    """The steps of a start. Each finds out for itself what is left to do."""

    places: Places
    memory: Memory
    children: Children

    def require_free_ports(self, *, otherwise: str) -> None:
        """Refuse, before anything is written, when a port of the demo is taken.

        Raises PortInUse.
        """
        for place in self.places.all:
            serve.require_free_port(_HOST, place.port, otherwise=otherwise)

    def run(self) -> None:
        """Bring every node up; return when all answer and hold all sample customers."""
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=err, transient=True) as progress:
            self._fill(progress)
            self._bring_up([self.places.headquarters], progress)
            self._bring_up(list(self.places.stores), progress)
            self._bring_up(list(self.places.registers), progress)
            self._wait_for_customers(progress)

    def ended(self) -> list[Place]:
        """Return the nodes that stopped since the last call."""
        ended = self.children.ended()
        return [place for place in self.places.all if place.number in ended]

    def _fill(self, progress: Progress) -> None:
        """Make headquarters with its places, staff and customers."""
        headquarters = self.places.headquarters
        task = progress.add_task("Headquarters", total=self.memory.customers)
        if not (headquarters.folder / IDENTITY_FILE).exists():
            init.found(
                headquarters.folder,
                name="Nordhav",
                host=_HOST,
                port=headquarters.port,
                password=self.memory.password,
            )
        elif not self.memory.is_filled:
            self._install_headquarters()
        if not self.memory.is_filled:
            self._load(progress, task)

    def _install_headquarters(self) -> None:
        """Act as headquarters in this process, to go on where an interrupted start stopped."""
        folder = self.places.headquarters.folder
        django_node.load(folder)
        from tillbook.config.preparation import prepare
        from tillbook.config.wiring import install_node

        with folder_lock.held(folder):
            prepare(folder, read_identity(folder))
        install_node(folder)

    def _load(self, progress: Progress, task: TaskID) -> None:
        from tillbook.cli.demo import chain

        with folder_lock.held(self.places.headquarters.folder):
            chain.configure()
            for done in chain.load_samples(self.memory.customers, self.memory.seed):
                progress.update(task, completed=done)
        self.memory = msgspec.structs.replace(self.memory, is_filled=True)
        memories.remember(self.places.headquarters.folder.parent, self.memory)

    def _bring_up(self, group: list[Place], progress: Progress) -> None:
        """Let nodes join their parent, where they have not, and serve them."""
        task = progress.add_task(" and ".join(place.name for place in group), total=None)
        joining = [place for place in group if not (place.folder / IDENTITY_FILE).exists()]
        for place in joining:
            self._join(place)
        for place in joining:
            self.children.wait(_joining(place), log=self._log(place))
        for place in group:
            self._take_static(place)
            self.children.start(place.number, "serve", str(place.folder), log=self._log(place))
        for place in group:
            self._wait_for_answer(place)
        progress.update(task, total=1, completed=1)

    def _join(self, place: Place) -> None:
        parent = self.places.parent_of(place) if place.is_register else self.places.headquarters
        code = code_for(self.places.headquarters.folder, place.number)
        self.children.start(
            _joining(place),
            *("enroll", code, "--parent", parent.url),
            *("--dir", str(place.folder), "--host", _HOST, "--port", str(place.port)),
            log=self._log(place),
        )

    def _take_static(self, place: Place) -> None:
        """Copy what headquarters compressed: the same release has the same files."""
        ready, wanted = place.folder / "static", self.places.headquarters.folder / "static"
        if wanted.exists() and not ready.exists():
            shutil.copytree(wanted, ready)

    def _wait_for_answer(self, place: Place) -> None:
        api = Api.of_folder(place.folder)
        while True:
            try:
                api.ask("GET", "/status")
            except NodeNotAnswering:
                if place.number in self.children.ended():
                    raise failure(place.name, self._log(place)) from None
                pause()
            else:
                return

    def _wait_for_customers(self, progress: Progress) -> None:
        """Wait until every node holds what headquarters holds."""
        everything = customers_at(self.places.headquarters.folder)
        for place in (*self.places.stores, *self.places.registers):
            task = progress.add_task(f"{place.name}: customers", total=everything)
            while (held := customers_at(place.folder)) < everything:
                progress.update(task, completed=held)
                if place.number in self.children.ended():
                    raise failure(place.name, self._log(place))
                pause()
            progress.update(task, completed=held)

    def _log(self, place: Place) -> Path:
        return place.folder.parent / "logs" / f"{place.folder.name}.log"


def _joining(place: Place) -> str:
    return f"{place.name}: joining"
