"""Which browsers are registers of this node, and the codes that make them so. All of it stays here."""

from django.db import models


class TillCode(models.Model):
    """A one-time code for one browser. Only its hash is kept."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"hash", "register", "made_by", "expires_at", "is_used"})

    #: SHA-256, hex: the code itself is random.
    hash = models.CharField(primary_key=True, max_length=64)
    register = models.UUIDField()
    made_by = models.UUIDField()
    expires_at = models.DateTimeField()
    is_used = models.BooleanField(default=False)

    class Meta:
        app_label = "stores"

    def __str__(self) -> str:
        return self.hash[:8]


class TillBrowser(models.Model):
    """A browser that is a register, or was one."""

    class Standing(models.TextChoices):
        """Whether it still is one."""

        ENROLLED = "enrolled"
        #: Somebody said so, or another browser took its place.
        WITHDRAWN = "withdrawn"
        #: Its cookie was used in two places.
        COPIED = "copied"

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "register", "turn", "turned_at", "enrolled_at", "enrolled_by", "standing"}
    )

    id = models.UUIDField(primary_key=True)
    register = models.UUIDField()
    #: Grows with every sign-in; the cookie carries it, so that a copy falls behind.
    turn = models.PositiveIntegerField(default=1)
    turned_at = models.DateTimeField()
    enrolled_at = models.DateTimeField()
    #: Who made the code.
    enrolled_by = models.UUIDField()
    standing = models.CharField(max_length=16, choices=Standing.choices, default=Standing.ENROLLED)

    class Meta:
        app_label = "stores"

    def __str__(self) -> str:
        return str(self.register)
