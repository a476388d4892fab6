"""What stores offer to the exchange: all of it is configuration."""

from tillbook import configuration
from tillbook.configuration import portable
from tillbook.configuration.portable import Portable
from tillbook.configuration.tables import table_kind
from tillbook.exchange import kinds
from tillbook.stores import checks
from tillbook.stores.layouts import replicated as layouts
from tillbook.stores.layouts.uses import USES as USES_OF_LAYOUTS
from tillbook.stores.models import (
    FunctionalityProfile,
    LegalEntity,
    NumberSequence,
    OfflineProfile,
    OperatingUnit,
    Register,
    Store,
)
from tillbook.stores.rules.pos_operations import id_of
from tillbook.stores.uses import USES

LEGAL_ENTITY = table_kind(
    "legal_entity",
    LegalEntity,
    fields="""code name country currency language customer_group receipt_option copied_fields
    dimensions_follow_chosen_group existing_customers""".split(),
    check=checks.legal_entity,
)
OPERATING_UNIT = table_kind(
    "operating_unit",
    OperatingUnit,
    fields="""number name street street_number building city district county state postal_code
    country phone""".split(),
    check=checks.operating_unit,
)
STORE = table_kind(
    "store",
    Store,
    fields="""number name kind legal_entity operating_unit default_customer currency language
    time_zone copy_receipt_email address_book functionality_profile screen_layout""".split(),
    check=checks.store,
)
REGISTER = table_kind(
    "register",
    Register,
    fields=("number", "name", "store", "offline_profile", "screen_layout"),
    check=checks.register,
)
FUNCTIONALITY_PROFILE = table_kind(
    "functionality_profile",
    FunctionalityProfile,
    fields="""number name create_in_async_mode allow_offline_creation allow_offline_editing
    real_time_ms lock_after_minutes badge_needs_pin""".split(),
    check=checks.functionality_profile,
)
OFFLINE_PROFILE = table_kind(
    "offline_profile",
    OfflineProfile,
    fields="""number name request_timeout_s reconnect_s allow_switch_before_sign_in
    advanced_switching health_check_minutes pause_synchronization""".split(),
    check=checks.offline_profile,
)
NUMBER_SEQUENCE = table_kind(
    "number_sequence",
    NumberSequence,
    fields="code name legal_entity used_for format check_digit first".split(),
    check=checks.number_sequence,
)


def offer() -> None:
    """Register the kinds."""
    kinds.offer(
        entities=[
            LEGAL_ENTITY,
            OPERATING_UNIT,
            FUNCTIONALITY_PROFILE,
            OFFLINE_PROFILE,
            STORE,
            REGISTER,
            NUMBER_SEQUENCE,
            *layouts.KINDS,
        ],
    )
    # A customer is no configuration: the store keeps the one that it has.
    store = Portable(key="number", left_out=frozenset({"default_customer"}))
    # A setting of an operation has the operation's id, the same in every chain.
    operation = Portable(key="number", id_of=lambda one: id_of(one.get("number", 0)))
    portable.tell({"store": store, "pos_operation": operation})
    configuration.offer(uses={**USES, **USES_OF_LAYOUTS})
