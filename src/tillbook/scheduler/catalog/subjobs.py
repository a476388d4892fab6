"""The tables that jobs carry, with every field that may go to an offline database.

A field that stands nowhere here goes to no offline database. A new field of a replicated kind
needs a decision: a test asks that it is named here or in `NEVER_OFFLINE`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A subjob as it is planted."""

    code: str
    #: In English, Swedish and Chinese.
    names: tuple[str, str, str]
    #: Kind -> fields, separated by blanks.
    fields: Mapping[str, str]
    is_shared: bool = False

    def as_lists(self) -> dict[str, list[str]]:
        """Return the fields of each kind."""
        return {kind: names.split() for kind, names in self.fields.items()}


#: Without these a row of a customer cannot be told from others: each of its tables has them.
_KEY = "party legal_entity"

TABLES: Sequence[Table] = (
    Table(
        code="parties",
        names=("Parties: names of people", "Parter: personers namn", "相关方：人员姓名"),
        fields={
            "customer": f"{_KEY} type name first_name middle_name last_name title phonetic_name "
            "known_as language merged_into",
            "associate": "number name language",
        },
        is_shared=True,
    ),
    Table(
        code="customers",
        names=("Customers", "Kunder", "客户"),
        fields={
            "customer": f"{_KEY} type account_number customer_group currency language "
            "receipt_option receipt_email note blocked inherited default_customer origin "
            "created_at created_by store register merged_into"
        },
    ),
    Table(
        code="customer-contacts",
        names=("Contact details of customers", "Kunders kontaktuppgifter", "客户联系方式"),
        fields={"customer": f"{_KEY} contacts"},
    ),
    Table(
        code="customer-addresses",
        names=("Addresses of customers", "Kunders adresser", "客户地址"),
        fields={"customer": f"{_KEY} addresses"},
    ),
    Table(
        code="customer-consents",
        names=("Marketing consent", "Samtycke till marknadsföring", "营销同意"),
        fields={"customer": f"{_KEY} consents"},
    ),
    Table(
        code="customer-affiliations",
        names=("Affiliations of customers", "Kunders anknytningar", "客户的隶属关系"),
        fields={"customer": f"{_KEY} affiliations address_books"},
    ),
    Table(
        code="customer-attributes",
        names=("Attribute values of customers", "Kunders attributvärden", "客户属性值"),
        fields={"customer": f"{_KEY} attributes"},
    ),
    Table(
        code="customer-identifiers",
        names=(
            "Identifiers and contact persons",
            "Identifierare och kontaktpersoner",
            "标识号和联系人",
        ),
        fields={"customer": f"{_KEY} identifiers contact_persons"},
    ),
    Table(
        code="customer-terms",
        names=(
            "Terms, tax and credit of customers",
            "Kunders villkor, moms och kredit",
            "客户的条款、税务和信用",
        ),
        fields={
            "customer": f"{_KEY} tax_exempt_number tax_group sales_tax_group tax_office "
            "prices_include_tax price_group line_discount_group multiline_discount_group "
            "total_discount_group charge_group invoice_account credit_limit "
            "credit_limit_is_mandatory credit_rating on_account_allowed is_non_chargeable "
            "financial_dimensions"
        },
    ),
    Table(
        code="staff",
        names=("Staff", "Personal", "员工"),
        fields={"associate": "number role store pin badges is_active screen_layout"},
    ),
    Table(
        code="stores",
        names=("Stores", "Butiker", "商店"),
        fields={
            "store": "number name kind legal_entity operating_unit default_customer currency "
            "language time_zone copy_receipt_email address_book functionality_profile "
            "screen_layout",
            "store_defaults": "store given sources purposes dimensions_of giver group_name",
            "operating_unit": "number name street street_number building city district county "
            "state postal_code country phone",
        },
    ),
    Table(
        code="profiles",
        names=("Profiles", "Profiler", "配置文件"),
        fields={
            "functionality_profile": "number name create_in_async_mode allow_offline_creation "
            "allow_offline_editing real_time_ms lock_after_minutes badge_needs_pin",
            "offline_profile": "number name request_timeout_s reconnect_s "
            "allow_switch_before_sign_in advanced_switching health_check_minutes "
            "pause_synchronization",
        },
    ),
    Table(
        code="switches",
        names=("Feature switches", "Funktionsväxlar", "功能开关"),
        fields={"switch": "name is_on planned_on planned_at"},
    ),
    Table(
        code="channel-databases",
        names=("Channel databases", "Kanaldatabaser", "渠道数据库"),
        fields={
            "channel_schema": "name filters_customers",
            "channel_database_group": "name schema is_offline is_paused legal_entities "
            "address_books",
        },
    ),
    Table(
        code="registers",
        names=("Registers and devices", "Kassor och enheter", "收银机和设备"),
        fields={
            "register": "number name store offline_profile screen_layout",
            "node": "role name parent store further register sign_key receive_key status group",
        },
    ),
    Table(
        code="screen-layouts",
        names=("Screen layouts", "Skärmlayouter", "屏幕布局"),
        fields={
            "screen_layout": "number name sizes card_columns",
            "button_grid": "number name buttons",
            "pos_operation": "number is_user_operation",
        },
    ),
    Table(
        code="organization",
        names=("Legal entities", "Juridiska personer", "法人"),
        fields={
            "legal_entity": "code name country currency language customer_group receipt_option "
            "copied_fields dimensions_follow_chosen_group existing_customers",
            "number_sequence": "",
        },
    ),
    Table(
        code="customer-setup",
        names=("Setup of customers", "Inställningar för kunder", "客户设置"),
        fields={
            "customer_group": "code name description payment_terms days_after_due tax_group "
            "prices_include_tax write_off_reason financial_dimensions",
            "affiliation": "code name description price_groups",
            "financial_dimension": "code name values",
            "address_book": "code name",
            "address_purpose": "code name names default_for position",
            "consent_purpose": "code name names wordings",
            "commerce_parameters": "store customer_attribute_group attribute_groups_by "
            "search_criteria required_fields retention duplicates remote_search_length "
            "copies_unasked",
        },
    ),
    Table(
        code="attributes",
        names=("Customer attributes", "Kundattribut", "客户属性"),
        fields={
            "attribute_type": "code name data_type unit is_fixed_list values has_range "
            "range_from range_to reference_kind",
            "attribute": "code name friendly_name description help_text translations type default "
            "is_required is_searchable pattern",
            "attribute_group": "code name friendly_name description help_text translations lines",
        },
    ),
    Table(
        code="scheduler",
        names=("Commerce scheduler", "Commerce-schemaläggare", "商业调度"),
        fields={
            "scheduler_job": "number name names reference references direction subjobs "
            "is_excluded_offline",
            "scheduler_subjob": "",
            "distribution_schedule": "job mode every_minutes starts_at",
            "session_request": "",
            "scheduler_parameters": "try_count undecided_after_minutes unsent_after_minutes "
            "keep_sessions_days headquarters_url",
        },
    ),
)
#: What headquarters and stores alone need.
NEVER_OFFLINE: Mapping[str, str] = MappingProxyType(
    {
        # Headquarters draws every number.
        "number_sequence": "code name legal_entity used_for format check_digit first",
        # Customers are compared and merged at headquarters.
        "duplicate_pair": "first second strength reasons source state snoozed_until",
        # What goes where is decided before anything reaches a register.
        "scheduler_subjob": "code name names fields is_shared is_excluded_offline",
        "distribution_schedule": "runs full_runs full_group",
        "session_request": "direction group number asked times",
        # Whom an alarm of headquarters is to reach.
        "node": "muted_until muted_reason muted_by",
    }
)
