"""Choosing how the screens of this node look, and how a register's scanner speaks."""

from dataclasses import asdict

from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.transactions import write
from tillbook.staff.models import ScannerSetting, ScreenPreferences
from tillbook.staff.rules.preferences import Preferences


def prefer(actor: Actor, preferences: Preferences) -> None:
    """Keep how somebody likes the screens; nothing of it leaves this node."""
    actor.require(Permission.FIND_CUSTOMERS)
    with write():
        ScreenPreferences.objects.update_or_create(associate=actor.id, defaults=asdict(preferences))


def set_scanner_prefix(actor: Actor, prefix: str) -> None:
    """Keep what the scanner of the actor's register types before a code. Raises PermissionRefused."""
    actor.require(Permission.SET_UP_REGISTER)
    with write():
        ScannerSetting.objects.update_or_create(
            register=actor.register or actor.node, defaults={"prefix": prefix}
        )
