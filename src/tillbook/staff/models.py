"""Associates (Django's user), what this node keeps for them, and API tokens."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from tillbook.foundation.actor import Role


class AssociateManager(BaseUserManager["Associate"]):
    """Finds associates by their personnel number, as Django's sign-in asks."""

    def get_by_natural_key(self, username: str | None) -> "Associate":
        """Return an associate by personnel number."""
        return self.get(number=username)


class Associate(AbstractBaseUser):
    """A person who works with customers, at a till or at headquarters."""

    PERSONAL = frozenset({"number", "name", "password", "pin", "badges"})
    NOT_PERSONAL = frozenset({"id", "role", "language", "store", "is_active", "screen_layout"})

    last_login = None
    id = models.UUIDField(primary_key=True)
    #: Personnel number; the name to sign in with.
    number = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    language = models.CharField(max_length=16, default="en")
    #: None: works at headquarters.
    store = models.UUIDField(null=True)
    #: Argon2id of the PIN; empty when there is none. Tills need it to sign in offline.
    pin = models.CharField(max_length=128, default="")
    #: [{id, name, hash}], as `rules.badges` says: of the badges that open the door.
    badges = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    #: None: the register's or the store's.
    screen_layout = models.UUIDField(null=True)

    USERNAME_FIELD = "number"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AssociateManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name that screens show."""
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """End every session when the PIN, a badge, the password or the role changes, as Django asks here."""
        material = f"{self.password}\n{self.pin}\n{self.role}"
        if self.badges:
            material += "".join(sorted(badge["hash"] for badge in self.badges))
        salt = "tillbook.staff.session"
        return salted_hmac(salt, material, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Whether Django lets the person into the back office."""
        return self.role == Role.ADMINISTRATOR

    @property
    def is_superuser(self) -> bool:
        """Back-office pages ask operations for permission; Django's own table is not used."""
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer Django's back office: its pages are for administrators."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Answer Django's back office: its pages are for administrators."""
        return self.is_active and self.is_staff


class SignInTries(models.Model):
    """Failed sign-ins of an associate at this node. Stays here; survives a restart."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"associate", "failures", "locked_until"})

    associate = models.UUIDField(primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.associate)


class ScreenPreferences(models.Model):
    """How an associate likes the screens of this node. Stays here; survives a restart."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"associate", "language", "theme", "text", "density", "has_keys"})

    associate = models.UUIDField(primary_key=True)
    #: Empty: the one that headquarters gave.
    language = models.CharField(max_length=16, default="")
    theme = models.CharField(max_length=16, default="auto")
    text = models.CharField(max_length=16, default="standard")
    density = models.CharField(max_length=16, default="touch")
    has_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.associate)


class ScannerSetting(models.Model):
    """How the scanner of a register speaks. Stays at the node that serves the register."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"register", "prefix"})

    #: The register; the node itself where it serves a till without a number.
    register = models.UUIDField(primary_key=True)
    prefix = models.CharField(max_length=16, default="")

    def __str__(self) -> str:
        return self.prefix


class ApiToken(models.Model):
    """A program's token at this node. Only its hash is kept."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "name", "hash", "role", "store", "register", "made_at"})

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=80)
    #: SHA-256, hex: the token itself has 256 bits of randomness.
    hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=16)
    store = models.UUIDField(null=True)
    register = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
