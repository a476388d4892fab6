"""Who asks: every operation and every query takes an `Actor` first and filters by it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from tillbook.foundation.errors import PermissionRefused


class Role(StrEnum):
    """What a person or a token may do, in one word."""

    CASHIER = "cashier"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    #: The node itself: derived configuration, sample data, loops.
    SYSTEM = "system"


class Permission(StrEnum):
    """One thing that can be allowed."""

    FIND_CUSTOMERS = "find_customers"
    CREATE_CUSTOMERS = "create_customers"
    EDIT_CUSTOMERS = "edit_customers"
    #: Say that two customers may be one, for headquarters to look at.
    PROPOSE_MERGES = "propose_merges"
    #: Make one customer of several, and take it back. At headquarters only.
    MERGE_CUSTOMERS = "merge_customers"
    READ_STATUS = "read_status"
    SWITCH_CONNECTION = "switch_connection"
    #: Change what everybody at a register shares, such as how its scanner speaks.
    SET_UP_REGISTER = "set_up_register"
    #: End a sale with lines without a purchase.
    VOID_SALES = "void_sales"
    #: Create a customer whose contact somebody has, where the store allows nobody to.
    ADD_BARRED_DUPLICATES = "add_barred_duplicates"
    CONFIGURE = "configure"
    ENROL_NODES = "enrol_nodes"
    #: Run, hold and schedule jobs.
    RUN_JOBS = "run_jobs"


_CASHIER = frozenset(
    {
        Permission.FIND_CUSTOMERS,
        Permission.CREATE_CUSTOMERS,
        Permission.EDIT_CUSTOMERS,
        Permission.READ_STATUS,
    }
)
_MANAGER = _CASHIER | {
    Permission.SWITCH_CONNECTION,
    Permission.SET_UP_REGISTER,
    Permission.PROPOSE_MERGES,
    Permission.VOID_SALES,
    Permission.ADD_BARRED_DUPLICATES,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: _CASHIER,
    Role.MANAGER: _MANAGER,
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SYSTEM: frozenset(Permission),
}


#: All that anybody may do through a store's device; the rest is done at headquarters itself.
ALLOWED_IN_STORES = GRANTS[Role.MANAGER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, a token or the node itself, at one place."""

    id: UUID
    kind: Literal["staff", "token", "system"]
    role: Role
    #: The node on which the actor acts.
    node: UUID
    #: None at headquarters.
    store: UUID | None = None
    register: UUID | None = None
    #: Who approved this one act on the spot, and what that person's role adds to the actor's own.
    approver: UUID | None = None
    lent: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Tell whether the role, or that of whoever approved the act, includes the permission."""
        return permission in GRANTS[self.role] | self.lent

    def require(self, permission: Permission) -> None:
        """Refuse the act unless the role includes the permission.

        Raises PermissionRefused.
        """
        if not self.may(permission):
            raise PermissionRefused(
                f"The role {self.role} may not do this ({permission}).",
                remedy="Ask a manager or an administrator.",
                permission=permission,
            )
