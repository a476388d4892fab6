"""The manifest (`head`) of a group: the only mutable file, small and signed by headquarters."""

import hashlib

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tillbook.exchange.core.errors import BadHead, WentBack
from tillbook.exchange.core.packages import GENESIS

FORMAT = 3
#: The first format whose readers act on removals, and that whose readers act on every eviction.
READS_REMOVALS = 2
READS_EVICTIONS = 3
#: A reader older than this stops applying, keeps selling and keeps uploading.
MIN_READER = 1
#: How many of the newest packages a head names; older ones are found by the chain.
TAIL = 128


class UploadValve(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whether nodes send their operations up without being asked, and how often they were asked."""

    shut: bool = False
    runs: int = 0


class SnapshotRef(msgspec.Struct, frozen=True):
    """The newest snapshot of a group."""

    #: Number of the package that it stands on.
    number: int
    #: Name of its manifest.
    name: str
    #: Nodes whose cursor is smaller take it: it is cheaper than walking.
    below: int


class Head(msgspec.Struct, frozen=True):
    """What a group's newest package is."""

    format: int
    group: str
    epoch: str
    #: Number and name of the newest package; 0 and GENESIS before the first.
    number: int
    name: str
    #: Names of the newest packages, oldest first; the last one is `name`.
    tail: tuple[str, ...]
    min_reader: int
    folding_version: int
    #: When headquarters signed it, milliseconds.
    signed_ms: int
    upload: UploadValve = UploadValve()
    #: How often a node tries a package that it cannot apply; 0 is without end.
    tries: int = 0
    #: Grows when nodes that gave up must try again.
    retries: int = 0
    #: Numbers of packages that were cancelled: proven and passed over.
    skipped: tuple[int, ...] = ()
    snapshot: SnapshotRef | None = None
    #: Newest position of headquarters' log that a backup holds; 0 while none does.
    backup: int = 0

    def name_at(self, number: int) -> str | None:
        """Return the name of a package if the head still lists it."""
        index = len(self.tail) - 1 - (self.number - number)
        return self.tail[index] if 0 <= index < len(self.tail) else None


class SignedHead(msgspec.Struct, frozen=True):
    """A head as it is published; relays pass these bytes on unchanged."""

    content: bytes
    signature: bytes


class Cursor(msgspec.Struct, frozen=True):
    """The newest package that a node has applied; moves in the same transaction as the rows."""

    epoch: str
    number: int
    name: str


def start(epoch: str) -> Cursor:
    """Return the cursor of a node that has applied nothing."""
    return Cursor(epoch=epoch, number=0, name=GENESIS)


def sign(head: Head, key: Ed25519PrivateKey) -> bytes:
    """Return the published bytes of a head."""
    content = msgspec.json.encode(head)
    return msgspec.json.encode(SignedHead(content=content, signature=key.sign(content)))


def tag_of(published: bytes) -> str:
    """Return the entity tag of published bytes, for conditional requests."""
    return f'"{hashlib.sha256(published).hexdigest()[:32]}"'


def open_head(published: bytes, public_key: bytes) -> Head:
    """Prove the signature of a published head and decode it. Raises BadHead."""
    try:
        signed = msgspec.json.decode(published, type=SignedHead)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signed.signature, signed.content)
        return msgspec.json.decode(signed.content, type=Head)
    except (InvalidSignature, ValueError) as error:
        raise BadHead(
            "The manifest is not signed by this node's headquarters.",
            remedy="Check the parent's address; nothing was applied.",
        ) from error


def check_not_older(head: Head, known: Head) -> None:
    """Prove that a head is no older copy than one that is here already. Raises WentBack.

    Signed later says nothing, for headquarters' clock may be set back: what only grows is compared.
    """
    if head.epoch == known.epoch and any(
        now < before for now, before in zip(_grown(head), _grown(known), strict=True)
    ):
        raise WentBack(
            f"The manifest is an older copy than the one here, which ends at {known.number}.",
            remedy="A cache may serve an old copy; if it lasts, ask headquarters about a restore.",
        )
    if head.number == known.number and head.epoch == known.epoch and head.name != known.name:
        raise WentBack("The manifest names another package than the one that is here.")


def _grown(head: Head) -> tuple[int, ...]:
    return head.number, head.retries, head.upload.runs, len(head.skipped), head.backup


def check_advance(head: Head, cursor: Cursor) -> bool:
    """Tell whether a head has news for a cursor.

    Raises WentBack when it is older than what was applied, or another chain.
    """
    if head.epoch != cursor.epoch:
        raise WentBack("Headquarters began a new epoch.", remedy="Enrol this node again.")
    if head.number < cursor.number:
        raise WentBack(
            f"The manifest ends at {head.number}, but {cursor.number} was applied already.",
            remedy="A cache may serve an old copy; if it lasts, ask headquarters about a restore.",
        )
    if head.number == cursor.number and head.name != cursor.name:
        raise WentBack("The manifest names another package than the one applied.")
    return head.number > cursor.number
