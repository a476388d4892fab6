"""What the two profiles of stores and registers say where nobody has set anything."""

from dataclasses import dataclass
from uuid import UUID

#: The profiles that count where a store or a register names none. Without them the values below do.
DEFAULT_FUNCTIONALITY = UUID("8b1f6a52-4c0d-5e3b-9a47-2d6c1e0f7a31")
DEFAULT_OFFLINE = UUID("e3a9c7d4-0b62-5f18-8c5e-71f4b2a6d093")
#: Bounds of the settings; the units stand in their names.
WAIT_MS = (100, 30_000)
REQUEST_S = (1, 60)
RECONNECT_S = (1, 3600)
CHECK_MINUTES = (0, 1440)
LOCK_MINUTES = (0, 480)


@dataclass(frozen=True, slots=True, kw_only=True)
class Functionality:
    """How a store's customers are created and edited, and how its registers open and lock."""

    create_in_async_mode: bool = False
    allow_offline_creation: bool = True
    allow_offline_editing: bool = True
    #: How long a save in real time waits for headquarters, the whole way there and back.
    real_time_ms: int = 2500
    #: After so long without work a register locks by itself; 0 is never.
    lock_after_minutes: int = 3
    #: Whether whoever scans a badge enters the PIN as well.
    badge_needs_pin: bool = False

    @property
    def allows_all_offline(self) -> bool:
        """Whether an offline register does what an online one does."""
        return self.allow_offline_creation and self.allow_offline_editing


#: Where a store's profile is not known.
USUAL = Functionality()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offline:
    """How a register goes offline and comes back."""

    #: How long one request to the parent may take before the register works offline.
    request_timeout_s: int = 10
    #: How long it leaves the parent alone after that.
    reconnect_s: int = 1
    allow_switch_before_sign_in: bool = False
    #: Whether it looks by itself whether the parent is back.
    advanced_switching: bool = True
    #: How often it looks; 0 is all the time.
    health_check_minutes: int = 0
    pause_synchronization: bool = False

    @property
    def check_s(self) -> float | None:
        """Seconds between two looks that nobody asks for; None where nobody looks unasked."""
        if not self.advanced_switching:
            return None
        return self.health_check_minutes * 60.0 or float(self.reconnect_s)
