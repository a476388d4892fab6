"""How long a new register takes to load all customers, beside writing the same rows raw."""

import secrets
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tillbook.cli import making
from tillbook.cli.bench import floor
from tillbook.cli.bench.took import Took
from tillbook.cli.console import err
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import DATABASE_FILE, Identity, NodeRole, make_keys, read_database_key

_CHUNK = 1000
#: Chunks that are made before they are asked for.
_AHEAD = 3
_GROUP, _EPOCH = "offline", "bench"
_KEY, _KEY_ID = bytes(32), bytes(8)
#: A customer's number, and what was entered.
Drawn = tuple[int, dict[str, Any]]
_TABLES = (
    "exchange_entity",
    "customers_customer",
    "customers_contact",
    "customers_address",
    "customers_customeraffiliation",
    "customers_searchentry",
)


def measure(count: int) -> dict[str, Any]:
    """Load `count` customers into an empty register; write its rows again, raw. Seconds."""
    with tempfile.TemporaryDirectory(prefix="tillbook-load-") as folder:
        place = Path(folder)
        err.print(f"Makes {count} customers.")
        parts = _register(place / "register", count)
        err.print("Loads them.")
        took = _load(parts)
        err.print("Writes the same rows raw.")
        raw = _write_raw(place, parts)
        size = (place / "register" / DATABASE_FILE).stat().st_size
        return {
            "customers": count,
            "load_s": round(took.wall_s, 2),
            "floor_s": round(raw.wall_s, 2),
            "ratio": round(took.wall_s / raw.wall_s, 2),
            "load_cpu_s": round(took.cpu_s, 2),
            "floor_cpu_s": round(raw.cpu_s, 2),
            "cpu_ratio": round(took.cpu_s / raw.cpu_s, 2),
            "per_second": round(count / took.wall_s),
            "per_million_s": round(took.wall_s * 1_000_000 / count, 1),
            "wire_bytes_per_customer": round(sum(map(len, parts.files.values())) / count),
            "database_mb": round(size / 1_000_000, 1),
        }


class _Parts:
    """What a parent would offer: the manifest that is signed, and the files that it names."""

    def __init__(self, head: bytes, files: dict[str, bytes], order: Sequence[str]) -> None:
        self._head = head
        self.files = files
        #: Names of the chunks.
        self.order = order

    def head(self, group: str, *, known: str) -> bytes | None:
        return self._head

    def package(self, group: str, name: str) -> bytes:
        return self.files[name]


def _register(folder: Path, count: int) -> _Parts:
    """Make an empty register, and the snapshot that waits for it."""
    with making.new_folder(folder):
        keys = make_keys(folder)
        parent = new_id()
        identity = Identity(
            id=new_id(),
            role=NodeRole.REGISTER,
            name="bench",
            headquarters=parent,
            headquarters_key=keys.sign_public,
            database=uuid4(),
            parent=parent,
            parent_url="http://127.0.0.1:1",
            store=new_id(),
            register=new_id(),
        )
        making.complete(folder, identity, keys, fill=_receive_key)
    from tillbook.exchange.core import heads
    from tillbook.foundation.folding import FOLDING_VERSION

    files, order, manifest = _snapshot(count)
    package = "0" * 63 + "1"
    head = heads.Head(
        format=heads.FORMAT,
        group=_GROUP,
        epoch=_EPOCH,
        number=1,
        name=package,
        tail=(package,),
        min_reader=heads.MIN_READER,
        folding_version=FOLDING_VERSION,
        signed_ms=clock.milliseconds(),
        snapshot=heads.SnapshotRef(number=1, name=manifest, below=1),
    )
    return _Parts(heads.sign(head, keys.signing), files, order)


def _receive_key() -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from tillbook.exchange.core.admission import Grant
    from tillbook.exchange.core.sealing import seal
    from tillbook.fleet import group_keys
    from tillbook.nodes.this_node import current

    recipient = current().keys.receive_public
    sealed = seal(_KEY, recipient=recipient, ephemeral=X25519PrivateKey.generate())
    group_keys.receive([Grant(group=_GROUP, epoch=_EPOCH, key_id=_KEY_ID.hex(), sealed=sealed)])


def _snapshot(count: int) -> tuple[dict[str, bytes], list[str], str]:
    """Return the files of a snapshot by name, the names of its chunks, and its manifest's."""
    from tillbook.customers.samples import sample_customers
    from tillbook.exchange.core import containers, snapshots
    from tillbook.foundation.folding import FOLDING_VERSION

    header = snapshots.ChunkHeader(
        format=snapshots.FORMAT, group=_GROUP, epoch=_EPOCH, kind="customer"
    )
    files: dict[str, bytes] = {}
    chunks: list[snapshots.Chunk] = []
    rows: list[bytes] = []
    for done, row in enumerate(rows_of(enumerate(sample_customers(count, 1))), 1):
        rows.append(snapshots.encode_row(row))
        if len(rows) == snapshots.MAX_ROWS or done == count:
            content = snapshots.render_chunk(header, rows, _sealing())
            name = containers.name_of(content)
            files[name] = content
            size = len(content)
            chunks.append(
                snapshots.Chunk(kind="customer", name=name, rows=len(rows), size=size, last=row.id)
            )
            rows = []
    manifest = snapshots.Manifest(
        format=snapshots.FORMAT,
        group=_GROUP,
        epoch=_EPOCH,
        number=1,
        package="0" * 63 + "1",
        read_ms=clock.milliseconds(),
        folding_version=FOLDING_VERSION,
        chunks=tuple(chunks),
    )
    content = snapshots.render_manifest(manifest, _sealing())
    name = containers.name_of(content)
    files[name] = content
    return files, [chunk.name for chunk in chunks], name


def _sealing() -> Any:
    from tillbook.exchange.core.containers import Sealing

    return Sealing(key_id=_KEY_ID, key=_KEY, nonce=secrets.token_bytes(12))


def chunks_of(count: int) -> Iterator[list[Any]]:
    """Make customers in as many rows at a time as one transaction takes.

    A process beside makes them ahead: to make customers takes as long as to write them.
    """
    from tillbook.customers.samples import sample_customers

    drawn = enumerate(sample_customers(count, 1))
    parts = iter(lambda: list(islice(drawn, _CHUNK)), [])
    # It begins as a copy of this process: what it needs to know is there.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork")) as beside:
        ahead = deque(beside.submit(_made, part) for part in islice(parts, _AHEAD))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(beside.submit(_made, part) for part in islice(parts, 1))


def _made(drawn: Iterable[Drawn]) -> list[Any]:
    return list(rows_of(drawn))


def store(rows: Sequence[Any]) -> None:
    """Write rows of customers into this node as a snapshot brings them, in one transaction."""
    from tillbook.exchange import kinds
    from tillbook.exchange.log import images
    from tillbook.nodes.transactions import write

    with write():
        images.store_rows(kinds.entity_kind("customer"), rows)


def rows_of(drawn: Iterable[Drawn]) -> Iterator[Any]:
    """Make customers as headquarters would have decided them: rows of a snapshot."""
    import msgspec

    from tillbook.customers import document as documents
    from tillbook.exchange import kinds
    from tillbook.exchange.core import snapshots
    from tillbook.exchange.core.merge import Stamp
    from tillbook.exchange.core.units import to_units

    kind = kinds.entity_kind("customer")
    for number, entered in drawn:
        id, operation = new_id(), new_id().hex
        written = _written(id, number, entered)
        document = documents.completed(written)
        stamps = {
            unit: Stamp(1, operation, clock.milliseconds())
            for unit in to_units(written, kind.shape)
        }
        yield snapshots.Row(
            id=id,
            version=1,
            stamps=msgspec.Raw(msgspec.json.encode(stamps)),
            document=document,
            derived=kind.derive(document),
        )


def _written(id: UUID, number: int, entered: dict[str, Any]) -> dict[str, Any]:
    """Complete what an associate entered by what a store hands down, as its creation does."""
    from tillbook.customers.document import LISTS

    parts = {name: [_identified(part) for part in entered.get(name, ())] for name in LISTS}
    given = {
        "id": str(id),
        "account_number": f"C{number:08}",
        "legal_entity": "se",
        "party": str(id),
        "customer_group": "retail",
        "currency": "SEK",
        "language": "sv",
        "receipt_option": "both",
        "created_at": clock.now().isoformat(),
        "register": "1",
        "inherited": {"customer_group": "default_customer", "currency": "legal_entity"},
        "affiliations": ["gold"],
        "address_books": [],
        "consents": {},
    }
    return given | entered | parts


def _identified(part: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(new_id())} | {key: part[key] for key in part if key != "marketing"}


def _load(parts: Any) -> Took:
    from tillbook.config.worker import keep_for_good
    from tillbook.exchange.down import follow
    from tillbook.exchange.models import FeedCursor
    from tillbook.fleet import queries

    keep_for_good()
    began = Took.until_now()
    while not FeedCursor.objects.exists() or queries.loading() is not None:
        follow.follow(_GROUP, parts, known="")
    return Took.until_now() - began


def _write_raw(place: Path, parts: _Parts) -> Took:
    """Write a register's rows, its indexes and its full-text index with raw SQL, durably."""
    source = floor.open_database(
        place / "register" / DATABASE_FILE, read_database_key(place / "register")
    )
    target = floor.new_database(place / "floor.db", floor.schema_of(source, _TABLES))
    target.execute(floor.search_of(source))
    readers = {table: source.execute(f"SELECT * FROM {table}") for table in _TABLES}  # noqa: S608
    totals = {
        table: source.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in _TABLES
    }
    took, number = Took(), 0
    for name in parts.order:
        share = 1 / len(parts.order)
        rows = {
            table: reader.fetchmany(int(totals[table] * share) + 1)
            for table, reader in readers.items()
        }
        words = list(enumerate(_tokens(parts.files[name], name), number + 1))
        number += len(words)
        took += _write(target, rows, words)
    began = Took.until_now()
    target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return took + (Took.until_now() - began)


def _write(target: Any, rows: dict[str, list[Any]], words: list[tuple[int, str]]) -> Took:
    began = Took.until_now()
    target.execute("BEGIN IMMEDIATE")
    for table, found in rows.items():
        if found:
            marks = ", ".join("?" * len(found[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", found)  # noqa: S608
    target.executemany(floor.SEARCH, words)
    target.execute("COMMIT")
    return Took.until_now() - began


def _tokens(content: bytes, name: str) -> Iterator[str]:
    from tillbook.exchange.core import snapshots

    header = snapshots.ChunkHeader(
        format=snapshots.FORMAT, group=_GROUP, epoch=_EPOCH, kind="customer"
    )
    encoded = snapshots.open_chunk(content, name=name, key=_KEY, header=header)
    for row in snapshots.decode_rows(encoded):
        yield " ".join(row.derived["tokens"])
