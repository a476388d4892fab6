"""The jobs of the distribution schedule by their documented numbers and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from tillbook.exchange.valves import DECIDE, UPLOAD

_NAMESPACE = UUID("0197a0d4-51f3-7c38-8f52-0f6f5b6f2a11")
#: Name of the schema and of the two groups that every chain has.
SCHEMA = "TB1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A job as it is planted; texts in English, Swedish and Chinese."""

    number: str
    #: What it does, in plain words.
    names: tuple[str, str, str]
    #: What manuals call it.
    references: tuple[str, str, str]
    direction: str
    subjobs: str = ""


WORKS: Sequence[Work] = (
    Work(
        number=UPLOAD,
        names=("Customer changes from stores", "Kundändringar från butiker", "来自商店的客户更改"),
        references=("P-job", "P-jobb", "P 作业"),
        direction="upload",
    ),
    Work(
        number=DECIDE,
        names=(
            "Turn pending customers into customers",
            "Gör väntande kunder till kunder",
            "将待同步的客户转为正式客户",
        ),
        references=(
            "Synchronize customers and channel requests",
            "Synkronisera kunder och kanalbegäranden",
            "同步客户和渠道请求",
        ),
        direction="decide",
    ),
    Work(
        number="1010",
        names=("Customers to stores", "Kunder till butiker", "客户下发到商店"),
        references=("Customers", "Kunder", "客户"),
        direction="download",
        subjobs="parties customers customer-contacts customer-addresses customer-consents "
        "customer-affiliations customer-attributes customer-identifiers customer-terms",
    ),
    Work(
        number="1060",
        names=("Staff to stores", "Personal till butiker", "员工下发到商店"),
        references=("Staff", "Personal", "员工"),
        direction="download",
        subjobs="parties staff",
    ),
    Work(
        number="1070",
        names=("Store settings", "Butiksinställningar", "商店设置"),
        references=("Channel configuration", "Kanalkonfiguration", "渠道配置"),
        direction="download",
        subjobs="stores profiles switches channel-databases",
    ),
    Work(
        number="1090",
        names=("Registers and their devices", "Kassor och deras enheter", "收银机及其设备"),
        references=("Registers", "Kassor", "收银机"),
        direction="download",
        subjobs="registers screen-layouts",
    ),
    Work(
        number="1110",
        names=("Settings for the whole chain", "Inställningar för hela kedjan", "整个连锁的设置"),
        references=("Global configuration", "Global konfiguration", "全局配置"),
        direction="download",
        subjobs="parties organization customer-setup attributes scheduler",
    ),
)
#: Other names of jobs, as older manuals and other languages have them. One source gives the second job two names.
ALIASES: dict[str, str] = {
    "p-job": UPLOAD,
    "p-jobb": UPLOAD,
    "p 作业": UPLOAD,
    "synchronize customers and business partners from async mode": DECIDE,
    "synkronisera kunder och affärspartners från asynkront läge": DECIDE,
    "从异步模式同步客户和业务合作伙伴": DECIDE,
}


def id_of(kind: str, name: str) -> UUID:
    """Return the id of what is known by a name of its own: the same in every chain."""
    return uuid5(_NAMESPACE, f"{kind} {name}")
