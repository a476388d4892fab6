"""How a run ends early, and the places in the program where a node can die."""

from enum import StrEnum


class Failpoint(StrEnum):
    """Where the process can be killed: each place leaves something else behind."""

    MINT_BEFORE_COMMIT = "mint.before_commit"
    MINT_AFTER_COMMIT = "mint.after_commit"
    SUBMIT_BEFORE_SEND = "submit.before_send"
    TAKE_BEFORE_COMMIT = "take.before_commit"
    TAKE_AFTER_COMMIT = "take.after_commit"
    NOTE_BEFORE_COMMIT = "note.before_commit"
    NOTE_AFTER_COMMIT = "note.after_commit"
    HOLD_BEFORE_COMMIT = "hold.before_commit"
    HOLD_AFTER_COMMIT = "hold.after_commit"
    DECIDE_BEFORE_COMMIT = "decide.before_commit"
    DECIDE_AFTER_COMMIT = "decide.after_commit"
    CLAIM_BEFORE_COMMIT = "claim.before_commit"
    CLAIM_AFTER_COMMIT = "claim.after_commit"
    RENDER_AFTER_FILE = "render.after_file"
    PUBLISH_BEFORE_COMMIT = "publish.before_commit"
    PUBLISH_AFTER_COMMIT = "publish.after_commit"
    HEAD_AFTER_FILE = "head.after_file"
    CHUNK_AFTER_FILE = "chunk.after_file"
    CHUNK_BEFORE_COMMIT = "chunk.before_commit"
    OFFER_AFTER_FILE = "offer.after_file"
    OFFER_AFTER_COMMIT = "offer.after_commit"
    FETCH_AFTER_FILE = "fetch.after_file"
    APPLY_AFTER_ROWS = "apply.after_rows"
    APPLY_AFTER_CURSOR = "apply.after_cursor"
    APPLY_AFTER_COMMIT = "apply.after_commit"
    FOLLOW_BEFORE_HEAD = "follow.before_head"
    LOAD_AFTER_BEGIN = "load.after_begin"
    LOAD_BEFORE_COMMIT = "load.before_commit"
    LOAD_AFTER_COMMIT = "load.after_commit"
    LOAD_AFTER_END = "load.after_end"


_WORK = ("hold", "decide", "claim", "render", "publish", "head", "chunk", "offer")
#: Only the loops of headquarters pass these, and these only nodes with a parent.
OF_WORKERS = tuple(one for one in Failpoint if one.startswith(_WORK))
OF_CHILDREN = tuple(
    one
    for one in Failpoint
    if one.startswith(("submit", "note", "fetch", "apply", "follow", "load"))
)


class Killed(BaseException):
    """The process of a node is gone. Nothing in the node's own code may catch this."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at
        #: Writes of the transaction that it died in.
        self.lost = 0


class Broken(AssertionError):
    """Something that must hold did not."""

    def __init__(self, check: str, what: str) -> None:
        super().__init__(f"{check}: {what}")
        self.check = check
