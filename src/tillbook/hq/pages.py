"""Every page of the back office with the ways that lead there, as the menus name them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = tuple[str | Promise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, its short name, and the ways to it; the last word of a way is the page."""

    title: str | Promise
    icon: str
    name: str  # of the address
    ways: tuple[Words, ...]
    query: str = ""
    #: What people look for who do not know the page's name.
    also: str | Promise = ""

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.name) + (f"?{self.query}" if self.query else "")


_RETAIL = _("Retail and Commerce")
_CHANNELS = (_RETAIL, _("Channels"))
_CHANNEL_SETUP = (_RETAIL, _("Channel setup"))
_POS_PROFILES = (*_CHANNEL_SETUP, _("POS setup"), _("POS profiles"))
_CUSTOMERS = (_RETAIL, _("Customers"))
_ORGANISATION = _("Organization administration")
_ADDRESS_BOOK = (_ORGANISATION, _("Global address book"))
_RECEIVABLE = _("Accounts receivable")
_SYSTEM = (_("System administration"), _("Workspaces"))

NODES = Page(
    title=_("Node health"),
    icon="activity",
    name="hq:nodes",
    ways=((*_SYSTEM, _("Node health")),),
    also=_("offline, pending, last contact, device code"),
)
CHECK = Page(
    title=_("Configuration check"),
    icon="circle-check",
    name="hq:check",
    ways=((*_SYSTEM, _("Configuration check")),),
    also=_("warnings, what is missing"),
)
STORES = Page(
    title=_("All stores"),
    icon="store",
    name="hq:stores",
    ways=((*_CHANNELS, _("Stores")),),
    also=_("default customer, receipt email, what new customers inherit"),
)
ONLINE_STORES = Page(
    title=_("Online stores"),
    icon="globe",
    name="hq:stores",
    query="kind=online_store",
    ways=((*_CHANNELS, _("Online stores")),),
)
CALL_CENTRES = Page(
    title=_("Call centers"),
    icon="phone",
    name="hq:stores",
    query="kind=call_centre",
    ways=((*_CHANNELS, _("Call centers")),),
)
REGISTERS = Page(
    title=_("Registers"),
    icon="credit-card",
    name="admin:stores_register_changelist",
    ways=((*_CHANNELS, _("Registers")),),
)
WORKERS = Page(
    title=_("Workers"),
    icon="user",
    name="admin:staff_associate_changelist",
    ways=((_RETAIL, _("Employees"), _("Workers")),),
    also=_("staff, cashier, password, PIN"),
)
LEGAL_ENTITIES = Page(
    title=_("Legal entities"),
    icon="briefcase",
    name="admin:stores_legalentity_changelist",
    ways=((_ORGANISATION, _("Organizations"), _("Legal entities")),),
)
OPERATING_UNITS = Page(
    title=_("Operating units"),
    icon="building-2",
    name="admin:stores_operatingunit_changelist",
    ways=((_ORGANISATION, _("Organizations"), _("Operating units")),),
)
NUMBER_SEQUENCES = Page(
    title=_("Number sequences"),
    icon="hash",
    name="admin:stores_numbersequence_changelist",
    ways=((_ORGANISATION, _("Number sequences"), _("Number sequences")),),
    also=_("account number, customer number"),
)
CUSTOMERS = Page(
    title=_("All customers"),
    icon="users",
    name="hq:customers",
    ways=(
        (*_CUSTOMERS, _("All customers")),
        (_RECEIVABLE, _("Customers"), _("All customers")),
    ),
)
OPERATIONS = Page(
    title=_("Sync status"),
    icon="refresh-cw",
    name="hq:operations",
    ways=((*_CUSTOMERS, _("Customer synchronization status")),),
    also=_("failed, refused, retry, conflicts, asynchronous operations"),
)
DUPLICATES = Page(
    title=_("Duplicates"),
    icon="copy",
    name="hq:duplicates",
    ways=((*_CUSTOMERS, _("Duplicates")),),
    also=_("merge, the same person twice, undo a merge"),
)
CONSENTS = Page(
    title=_("Consent ledger"),
    icon="clipboard-list",
    name="hq:consents",
    ways=((*_CUSTOMERS, _("Consent"), _("Consent ledger")),),
    also=_("marketing, permission, opt-in, opt-out"),
)
CONSENT_PURPOSES = Page(
    title=_("Purposes and wordings"),
    icon="languages",
    name="hq:consent_purposes",
    ways=((*_CUSTOMERS, _("Consent"), _("Purposes and wordings")),),
)
CUSTOMER_GROUPS = Page(
    title=_("Customer groups"),
    icon="layers",
    name="admin:customers_customergroup_changelist",
    ways=(
        (_RECEIVABLE, _("Setup"), _("Customer groups")),
        (*_CUSTOMERS, _("Customer groups")),
    ),
)
AFFILIATIONS = Page(
    title=_("Affiliations"),
    icon="tag",
    name="admin:customers_affiliation_changelist",
    ways=((*_CUSTOMERS, _("Affiliations")),),
)
FINANCIAL_DIMENSIONS = Page(
    title=_("Financial dimensions"),
    icon="split",
    name="admin:customers_financialdimension_changelist",
    ways=(
        (
            _("General ledger"),
            _("Chart of accounts"),
            _("Dimensions"),
            _("Financial dimensions"),
        ),
    ),
)
ADDRESS_BOOKS = Page(
    title=_("Address books"),
    icon="contact-round",
    name="admin:customers_addressbook_changelist",
    ways=((*_ADDRESS_BOOK, _("Address books")),),
)
ADDRESS_PURPOSES = Page(
    title=_("Address purposes"),
    icon="map-pin",
    name="admin:customers_addresspurpose_changelist",
    ways=((*_ADDRESS_BOOK, _("Address purposes")),),
)
FUNCTIONALITY_PROFILES = Page(
    title=_("Functionality profiles"),
    icon="list-filter",
    name="admin:stores_functionalityprofile_changelist",
    ways=(
        (*_POS_PROFILES, _("Functionality profiles")),
        (*_CHANNEL_SETUP, _("Online store setup"), _("Functionality profiles")),
    ),
    also=_("create customers in async mode, offline creation"),
)
OFFLINE_PROFILES = Page(
    title=_("Offline profiles"),
    icon="cloud-off",
    name="admin:stores_offlineprofile_changelist",
    ways=((*_POS_PROFILES, _("Offline profiles")),),
    also=_("pause synchronization, switch to offline"),
)
_POS = (*_CHANNEL_SETUP, _("POS setup"), _("POS"))
SCREEN_LAYOUTS = Page(
    title=_("Screen layouts"),
    icon="layout-grid",
    name="hq:screen_layouts",
    ways=((*_POS, _("Screen layouts")),),
)
BUTTON_GRIDS = Page(
    title=_("Button grids"),
    icon="layers",
    name="hq:button_grids",
    ways=((*_POS, _("Button grids")),),
)
POS_OPERATIONS = Page(
    title=_("POS operations"),
    icon="hash",
    name="hq:pos_operations",
    ways=((*_POS, _("POS operations")),),
)
_ATTRIBUTES = (_("Product information management"), _("Setup"), _("Categories and attributes"))
ATTRIBUTE_TYPES = Page(
    title=_("Attribute types"),
    icon="list-filter",
    name="admin:attributes_attributetype_changelist",
    ways=((*_ATTRIBUTES, _("Attribute types")),),
)
ATTRIBUTES = Page(
    title=_("Attributes"),
    icon="tag",
    name="admin:attributes_attribute_changelist",
    ways=((*_ATTRIBUTES, _("Attributes")),),
)
ATTRIBUTE_GROUPS = Page(
    title=_("Attribute groups"),
    icon="layers",
    name="admin:attributes_attributegroup_changelist",
    ways=((*_ATTRIBUTES, _("Attribute groups")),),
)
COMMERCE_PARAMETERS = Page(
    title=_("Commerce parameters"),
    icon="settings",
    name="hq:commerce_parameters",
    ways=((_RETAIL, _("Headquarters setup"), _("Parameters"), _("Commerce parameters")),),
)
FEATURES = Page(
    title=_("Feature management"),
    icon="sliders-horizontal",
    name="hq:features",
    ways=((*_SYSTEM, _("Feature management")),),
    also=_("switch on, switch off, turn on, turn off"),
)
_SCHEDULER = (_RETAIL, _("Headquarters setup"), _("Commerce scheduler"))
_EXCHANGED = (_RETAIL, _("Inquiries and reports"), _("Commerce Data Exchange"))
SCHEDULE = Page(
    title=_("Distribution schedule"),
    icon="calendar-clock",
    name="hq:schedule",
    ways=(
        (_RETAIL, _("Retail and Commerce IT"), _("Distribution schedule")),
        (*_SCHEDULER, _("Distribution schedule")),
    ),
    also=_("hold, pause, run now, jobs"),
)
DOWNLOADS = Page(
    title=_("Download sessions"),
    icon="download",
    name="hq:downloads",
    ways=((*_EXCHANGED, _("Download sessions")),),
    also=_("packages, full data sync"),
)
UPLOADS = Page(
    title=_("Upload sessions"),
    icon="upload",
    name="hq:uploads",
    ways=((*_EXCHANGED, _("Upload sessions")),),
    also=_("packages from stores"),
)
RUNS = Page(
    title=_("Runs of jobs"),
    icon="history",
    name="hq:runs",
    ways=((*_EXCHANGED, _("Runs of jobs")),),
)
JOBS = Page(
    title=_("Scheduler jobs"),
    icon="clipboard-list",
    name="admin:scheduler_schedulerjob_changelist",
    ways=((*_SCHEDULER, _("Scheduler jobs")),),
    also=_("exclude from offline databases"),
)
SUBJOBS = Page(
    title=_("Scheduler subjobs"),
    icon="layers",
    name="admin:scheduler_schedulersubjob_changelist",
    ways=((*_SCHEDULER, _("Scheduler subjobs")),),
    also=_("exclude from offline databases, tables, fields"),
)
GROUPS = Page(
    title=_("Channel database groups"),
    icon="server",
    name="admin:scheduler_channeldatabasegroup_changelist",
    ways=((*_SCHEDULER, _("Channel database groups")),),
    also=_("hold, pause, offline databases"),
)
SCHEMAS = Page(
    title=_("Channel schemas"),
    icon="list-filter",
    name="hq:schemas",
    ways=((*_SCHEDULER, _("Commerce channel schema")),),
    also=_("filter shared customer data tables"),
)
SCHEDULER_PARAMETERS = Page(
    title=_("Commerce scheduler parameters"),
    icon="settings",
    name="admin:scheduler_schedulerparameters_changelist",
    ways=((_RETAIL, _("Headquarters setup"), _("Parameters"), _("Commerce scheduler parameters")),),
    also=_("try count, days to keep sessions"),
)
