"""What can be wrong with a node as a node.

NodeFault
├── NotANodeFolder       a folder without identity
├── FolderInUse          another process serves it
├── MissingDatabase      a folder without its database
├── ForeignDatabase      folder and database belong to different nodes
├── UnsafeFile           a key file that others may read
├── UnknownNode          no device that headquarters admitted
├── NodeWithdrawn        a device that headquarters withdrew
└── EnrolmentRefused     a code that is wrong, used or expired
"""

from tillbook.foundation.errors import TillbookError


class NodeFault(TillbookError):
    """The base of this family."""

    code = "node.fault"


class NotANodeFolder(NodeFault):
    """The folder holds no node."""

    code = "node.no_folder"


class FolderInUse(NodeFault):
    """Another process serves this folder."""

    code = "node.in_use"


class MissingDatabase(NodeFault):
    """The folder's database is gone."""

    code = "node.no_database"


class ForeignDatabase(NodeFault):
    """The database belongs to another node than the folder."""

    code = "node.foreign_database"


class UnsafeFile(NodeFault):
    """A key file may be read by others."""

    code = "node.unsafe_file"


class UnknownNode(NodeFault):
    """There is no such device."""

    code = "node.unknown"

    def __init__(self) -> None:
        super().__init__("Headquarters has admitted no such device.")


class NodeWithdrawn(NodeFault):
    """Headquarters withdrew this device: nothing is taken from it or given to it."""

    code = "node.withdrawn"

    def __init__(self) -> None:
        super().__init__(
            "Headquarters has withdrawn this device.",
            remedy="What is saved here stays here. Enrol the device with a new code.",
        )


class EnrolmentRefused(NodeFault):
    """One answer for every wrong code: it tells a guesser nothing."""

    code = "enrolment.refused"

    def __init__(self) -> None:
        super().__init__(
            "This enrolment code cannot be used.",
            remedy="Codes work once and for 15 minutes. Make a new one at headquarters.",
        )
