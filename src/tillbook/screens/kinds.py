"""The kinds of rows that travel, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_NAMES: dict[str, Promise] = {
    "customer": gettext_lazy("Customers"),
    "duplicate_pair": gettext_lazy("Duplicates"),
    "customer_group": gettext_lazy("Customer groups"),
    "affiliation": gettext_lazy("Affiliations"),
    "financial_dimension": gettext_lazy("Financial dimensions"),
    "address_book": gettext_lazy("Address books"),
    "address_purpose": gettext_lazy("Address purposes"),
    "consent_purpose": gettext_lazy("Purposes and wordings"),
    "attribute_type": gettext_lazy("Attribute types"),
    "attribute": gettext_lazy("Attributes"),
    "attribute_group": gettext_lazy("Attribute groups"),
    "commerce_parameters": gettext_lazy("Commerce parameters"),
    "store_defaults": gettext_lazy("Values for new customers"),
    "associate": gettext_lazy("Workers"),
    "api_token": gettext_lazy("Tokens of programs"),
    "legal_entity": gettext_lazy("Legal entities"),
    "operating_unit": gettext_lazy("Operating units"),
    "store": gettext_lazy("Stores"),
    "register": gettext_lazy("Registers"),
    "number_sequence": gettext_lazy("Number sequences"),
    "switch": gettext_lazy("Feature switches"),
    "node": gettext_lazy("Nodes"),
    "functionality_profile": gettext_lazy("Functionality profiles"),
    "offline_profile": gettext_lazy("Offline profiles"),
    "screen_layout": gettext_lazy("Screen layouts"),
    "button_grid": gettext_lazy("Button grids"),
    "pos_operation": gettext_lazy("POS operations"),
    "channel_schema": gettext_lazy("Channel schemas"),
    "channel_database_group": gettext_lazy("Channel database groups"),
    "scheduler_job": gettext_lazy("Scheduler jobs"),
    "scheduler_subjob": gettext_lazy("Scheduler subjobs"),
    "distribution_schedule": gettext_lazy("Distribution schedule"),
    "scheduler_parameters": gettext_lazy("Commerce scheduler parameters"),
    "session_request": gettext_lazy("Requests of sessions"),
    # No kind of row, but packages hold them, too.
    "verdict": gettext_lazy("Answers to operations"),
}


def kind_name(kind: str) -> str:
    """Name a kind of rows."""
    return str(_NAMES.get(kind, kind))
