"""The places of the chain. References between them are plain ids: rows arrive in any order."""

from django.db import models

from tillbook.stores.layouts.models import ButtonGrid, PosOperation, ScreenLayout
from tillbook.stores.rules.profiles import Functionality, Offline
from tillbook.stores.tills.models import TillBrowser, TillCode

__all__ = [
    "ButtonGrid",
    "FunctionalityProfile",
    "LegalEntity",
    "NumberCounter",
    "NumberSequence",
    "OfflineProfile",
    "OperatingUnit",
    "PosOperation",
    "Register",
    "ScreenLayout",
    "Store",
    "TillBrowser",
    "TillCode",
]
_FUNCTIONALITY, _OFFLINE = Functionality(), Offline()


class LegalEntity(models.Model):
    """A company of the chain. A customer belongs to one."""

    class ExistingCustomers(models.TextChoices):
        """What headquarters does with a new customer who is there already, as far as it can tell."""

        #: Make the customer as asked.
        CREATE = "create"
        #: Let a person at headquarters, or in the store, look first.
        REVIEW = "review"
        #: Make the customer under the party of the one that is there.
        LINK = "link"

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id code name country currency language customer_group receipt_option copied_fields
        dimensions_follow_chosen_group existing_customers""".split()
    )

    id = models.UUIDField(primary_key=True)
    #: Stands in customer documents; never changes.
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=16)
    #: What a store without a default customer gives its new customers.
    customer_group = models.CharField(max_length=50, default="")
    receipt_option = models.CharField(max_length=16, default="standard")
    #: Further fields that new customers copy from the default customer.
    copied_fields = models.JSONField(default=list)
    #: Whether an associate who picks another customer group changes the financial dimensions too.
    dimensions_follow_chosen_group = models.BooleanField(default=False)
    #: What becomes of a creation that reaches headquarters later, when the person may be there.
    existing_customers = models.CharField(
        max_length=8, choices=ExistingCustomers.choices, default=ExistingCustomers.CREATE
    )

    def __str__(self) -> str:
        return self.name


class OperatingUnit(models.Model):
    """The organisational side of a store; its primary address gives new addresses their country."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id number name street street_number building city district county state postal_code
        country phone""".split()
    )

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    street = models.CharField(max_length=250, default="")
    street_number = models.CharField(max_length=30, default="")
    building = models.CharField(max_length=100, default="")
    city = models.CharField(max_length=100, default="")
    district = models.CharField(max_length=100, default="")
    county = models.CharField(max_length=100, default="")
    state = models.CharField(max_length=100, default="")
    postal_code = models.CharField(max_length=20, default="")
    country = models.CharField(max_length=2, default="")
    phone = models.CharField(max_length=60, default="")

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """A place where customers are met."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id number name kind legal_entity operating_unit default_customer currency language
        time_zone copy_receipt_email address_book functionality_profile screen_layout""".split()
    )

    class Kind(models.TextChoices):
        """What kind of channel it is."""

        STORE = "store"
        ONLINE_STORE = "online_store"
        CALL_CENTRE = "call_centre"

    id = models.UUIDField(primary_key=True)
    #: Stands in customer documents; never changes.
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.STORE)
    legal_entity = models.UUIDField()
    operating_unit = models.UUIDField()
    #: A customer's id; `customers` knows what it means.
    default_customer = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=16)
    time_zone = models.CharField(max_length=40, default="UTC")
    copy_receipt_email = models.BooleanField(default=True)
    #: Code of the customer address book that its new customers join; `customers` knows it.
    address_book = models.CharField(max_length=50, default="")
    #: None: the default one.
    functionality_profile = models.UUIDField(null=True)
    #: None: the built-in one.
    screen_layout = models.UUIDField(null=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Register(models.Model):
    """A till of a store."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "number", "name", "store", "offline_profile", "screen_layout"})

    id = models.UUIDField(primary_key=True)
    #: Unique in the chain, such as "1-2": store 1, till 2.
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    store = models.UUIDField()
    #: None: the default one.
    offline_profile = models.UUIDField(null=True)
    #: None: the store's.
    screen_layout = models.UUIDField(null=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class FunctionalityProfile(models.Model):
    """How the customers of the stores that name it are created and edited."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id number name create_in_async_mode allow_offline_creation allow_offline_editing
        real_time_ms lock_after_minutes badge_needs_pin""".split()
    )

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    create_in_async_mode = models.BooleanField(default=_FUNCTIONALITY.create_in_async_mode)
    allow_offline_creation = models.BooleanField(default=_FUNCTIONALITY.allow_offline_creation)
    allow_offline_editing = models.BooleanField(default=_FUNCTIONALITY.allow_offline_editing)
    #: How long a save waits for headquarters, the whole way.
    real_time_ms = models.IntegerField(default=_FUNCTIONALITY.real_time_ms)
    #: 0: never.
    lock_after_minutes = models.IntegerField(default=_FUNCTIONALITY.lock_after_minutes)
    badge_needs_pin = models.BooleanField(default=_FUNCTIONALITY.badge_needs_pin)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class OfflineProfile(models.Model):
    """How the registers that name it go offline and come back."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id number name request_timeout_s reconnect_s allow_switch_before_sign_in
        advanced_switching health_check_minutes pause_synchronization""".split()
    )

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    request_timeout_s = models.IntegerField(default=_OFFLINE.request_timeout_s)
    reconnect_s = models.IntegerField(default=_OFFLINE.reconnect_s)
    allow_switch_before_sign_in = models.BooleanField(default=_OFFLINE.allow_switch_before_sign_in)
    advanced_switching = models.BooleanField(default=_OFFLINE.advanced_switching)
    #: 0: all the time.
    health_check_minutes = models.IntegerField(default=_OFFLINE.health_check_minutes)
    #: Whether its registers get no data for a while.
    pause_synchronization = models.BooleanField(default=_OFFLINE.pause_synchronization)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class NumberSequence(models.Model):
    """How numbers of one use are written, for one company or for all."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "code", "name", "legal_entity", "used_for", "format", "check_digit", "first"}
    )

    class Use(models.TextChoices):
        """What is numbered."""

        CUSTOMER_ACCOUNT = "customer_account"
        NOTHING = "nothing"

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    #: Code of the company; empty for every company without a sequence of its own.
    legal_entity = models.CharField(max_length=16, default="")
    used_for = models.CharField(max_length=32, choices=Use.choices, default=Use.CUSTOMER_ACCOUNT)
    format = models.CharField(max_length=30)
    check_digit = models.CharField(max_length=16, default="none")
    #: A sequence from which nothing was drawn begins here.
    first = models.BigIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class NumberCounter(models.Model):
    """How far headquarters has drawn from a sequence. It knows this alone; it goes nowhere."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"sequence", "next"})

    sequence = models.UUIDField(primary_key=True)
    next = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.sequence)
