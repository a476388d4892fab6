"""The operations of a register that touch customers, by their documented numbers.

A button of a grid names one by its number. What this release has is marked as built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid5

from tillbook.foundation.actor import Permission

_NAMESPACE = UUID("0197a5c2-6a41-7d0e-9f3b-2c1d7e8a4b60")


class Screen(StrEnum):
    """Where a button may stand."""

    WELCOME = "welcome"
    TRANSACTION = "transaction"


class Offline(StrEnum):
    """Whether an operation can be done while headquarters is away."""

    ALWAYS = "always"
    #: As the functionality profile of the store allows.
    BY_PROFILE = "by_profile"
    NEVER = "never"


_EVERYWHERE = (Screen.WELCOME, Screen.TRANSACTION)
_IN_SALES = (Screen.TRANSACTION,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PosOperation:
    """One operation, with its names in English, Swedish and Chinese."""

    number: int
    names: tuple[str, str, str]
    #: Empty: it stands on no button; pages reach it by themselves.
    screens: tuple[Screen, ...] = ()
    offline: Offline = Offline.ALWAYS
    #: Who may do it; None: whoever works there.
    permission: Permission | None = None
    icon: str = "circle"
    #: The key that presses its button from anywhere.
    key: str = ""
    is_built: bool = False

    def name(self, language: str) -> str:
        """Return its name in a language, the English one where there is none."""
        place = {"sv": 1, "zh-hans": 2}.get(language.lower(), 0)
        return self.names[place]


_LISTED: Sequence[PosOperation] = (
    PosOperation(
        number=612,
        names=("Add customer", "Lägg till kund", "添加客户"),
        screens=_EVERYWHERE,
        offline=Offline.BY_PROFILE,
        permission=Permission.CREATE_CUSTOMERS,
        icon="user-plus",
        key="F4",
        is_built=True,
    ),
    PosOperation(
        number=602,
        names=("Find customer", "Sök kund", "查找客户"),
        screens=_EVERYWHERE,
        permission=Permission.FIND_CUSTOMERS,
        icon="search",
        is_built=True,
    ),
    PosOperation(
        number=917,
        names=("Disconnect or connect", "Koppla från eller anslut", "断开或连接"),
        screens=_EVERYWHERE,
        permission=Permission.SWITCH_CONNECTION,
        icon="plug",
        is_built=True,
    ),
    PosOperation(
        number=9001,
        names=("Sync status", "Synkstatus", "同步状态"),
        screens=_EVERYWHERE,
        icon="refresh-cw",
        key="F9",
        is_built=True,
    ),
    PosOperation(
        number=9002,
        names=("Sale", "Försäljning", "交易"),
        screens=_EVERYWHERE,
        icon="receipt",
        is_built=True,
    ),
    PosOperation(
        number=9003,
        names=("Recent customers", "Senaste kunder", "最近的客户"),
        screens=_EVERYWHERE,
        permission=Permission.FIND_CUSTOMERS,
        icon="history",
        is_built=True,
    ),
    PosOperation(
        number=503,
        names=("Suspend sale", "Parkera försäljning", "挂起交易"),
        screens=_IN_SALES,
        icon="pause",
        is_built=True,
    ),
    PosOperation(
        number=504,
        names=("Recall sale", "Återuppta försäljning", "恢复交易"),
        screens=_IN_SALES,
        icon="play",
        is_built=True,
    ),
    PosOperation(
        number=500,
        names=("Void sale", "Makulera försäljning", "作废交易"),
        screens=_IN_SALES,
        icon="ban",
        is_built=True,
    ),
    PosOperation(
        number=117,
        names=("Add loyalty card", "Lägg till förmånskort", "添加会员卡"),
        screens=_IN_SALES,
        icon="credit-card",
    ),
    PosOperation(
        number=134,
        names=("Add affiliation", "Lägg till anknytning", "添加隶属关系"),
        screens=_IN_SALES,
        icon="tag",
        is_built=True,
    ),
    PosOperation(
        number=135,
        names=(
            "Add affiliation from list",
            "Lägg till anknytning från lista",
            "从列表中添加隶属关系",
        ),
        screens=_EVERYWHERE,
        icon="tag",
        is_built=True,
    ),
    PosOperation(
        number=137,
        names=(
            "Add affiliation to customer",
            "Lägg till anknytning till kund",
            "将隶属关系添加到客户",
        ),
    ),
    PosOperation(
        number=138,
        names=(
            "Remove affiliation from customer",
            "Ta bort anknytning från kund",
            "从客户移除隶属关系",
        ),
    ),
    PosOperation(
        number=202,
        names=("Pay customer account", "Betala med kundkonto", "客户账户付款"),
        screens=_IN_SALES,
        offline=Offline.NEVER,
        icon="credit-card",
    ),
    PosOperation(
        number=521,
        names=("Loyalty card points balance", "Poängsaldo för förmånskort", "会员卡积分余额"),
        screens=_IN_SALES,
        offline=Offline.NEVER,
        icon="hash",
    ),
    PosOperation(number=600, names=("Customer", "Kund", "客户")),
    PosOperation(
        number=603,
        names=("Clear customer", "Rensa kund", "清除客户"),
        screens=_IN_SALES,
        icon="x",
        is_built=True,
    ),
    PosOperation(
        number=620,
        names=("Create customer order", "Skapa kundorder", "创建客户订单"),
        screens=_IN_SALES,
        offline=Offline.BY_PROFILE,
        icon="clipboard-list",
    ),
    PosOperation(
        number=621,
        names=("Create quotation", "Skapa offert", "创建报价单"),
        screens=_IN_SALES,
        offline=Offline.BY_PROFILE,
        icon="clipboard-list",
    ),
    PosOperation(
        number=622,
        names=("Search", "Sök", "搜索"),
        screens=_EVERYWHERE,
        permission=Permission.FIND_CUSTOMERS,
        icon="search",
        is_built=True,
    ),
    PosOperation(
        number=623,
        names=("Edit customer", "Redigera kund", "编辑客户"),
        screens=_IN_SALES,
        permission=Permission.EDIT_CUSTOMERS,
        icon="pencil",
        is_built=True,
    ),
    PosOperation(
        number=625,
        names=("Issue loyalty card", "Utfärda förmånskort", "签发会员卡"),
        screens=_EVERYWHERE,
        offline=Offline.NEVER,
        icon="credit-card",
    ),
    PosOperation(
        number=1100,
        names=("Customer account deposit", "Insättning på kundkonto", "客户账户存款"),
        screens=_EVERYWHERE,
        icon="download",
    ),
)
CATALOG: Mapping[int, PosOperation] = MappingProxyType({one.number: one for one in _LISTED})


def id_of(number: int) -> UUID:
    """Return the id under which an operation's settings are kept: the same in every chain."""
    return uuid5(_NAMESPACE, str(number))
