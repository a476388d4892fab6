"""The words of the register are the agreed ones, in English, Swedish and Chinese, page by page."""

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, cut, turn_on

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
LANGUAGES = ("en", "sv", "zh-hans")
#: By page, the word in each language.
TERMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "/": (
        ("Add customer", "Lägg till kund", "添加客户"),
        ("Search customers", "Sök kunder", "搜索客户"),
        ("Find customer", "Sök kund", "查找客户"),
        ("Sync status", "Synkstatus", "同步状态"),
        ("Lock register", "Lås kassan", "锁定收银台"),
        ("Settings", "Inställningar", "设置"),
        ("Last synced", "Senast synkad", "上次同步"),
    ),
    "/customers/": (
        ("all stores", "alla butiker", "所有商店"),
        ("Create customer", "Skapa kund", "创建客户"),
    ),
    "/customers/new": (
        ("New customer", "Ny kund", "新客户"),
        ("Customer type", "Kundtyp", "客户类型"),
        ("Person", "Person", "个人"),
        ("Organization", "Organisation", "组织"),
        ("Full name", "Fullständigt namn", "姓名"),
        ("First name", "Förnamn", "名"),
        ("Last name", "Efternamn", "姓"),
        ("Title", "Titel", "称谓"),
        ("Mobile phone", "Mobilnummer", "手机号码"),
        ("Email", "E-post", "电子邮件"),
        ("Not asked", "Inte tillfrågad", "未询问"),
        ("More details", "Fler uppgifter", "更多信息"),
        ("Addresses", "Adresser", "地址"),
        ("Purpose", "Syfte", "用途"),
        ("Home", "Hem", "家庭"),
        ("Business", "Företag", "公司"),
        ("Office", "Kontor", "办公室"),
        ("Post box", "Postbox", "邮政信箱"),
        ("Country/region", "Land/region", "国家/地区"),
        ("Postal code", "Postnummer", "邮政编码"),
        ("Customer group", "Kundgrupp", "客户组"),
        ("Affiliations", "Anknytningar", "隶属关系"),
        ("Receipt option", "Kvittoalternativ", "收据选项"),
        ("Currency", "Valuta", "货币"),
        ("Language", "Språk", "语言"),
        ("Save and add to sale", "Spara och lägg till i köpet", "保存并加入交易"),
        ("Cancel", "Avbryt", "取消"),
    ),
    "{customer}": (
        ("Contact details", "Kontaktuppgifter", "联系方式"),
        ("Edit", "Redigera", "编辑"),
        ("Add to sale", "Lägg till i köpet", "加入交易"),
        ("Pending sync", "Väntar på synk", "待同步"),
        ("Offline", "Offline", "离线"),
        ("History", "Historik", "历史记录"),
        ("primary", "primär", "主要"),
    ),
    "/sync": (
        ("Sync now", "Synka nu", "立即同步"),
        ("Waiting", "Väntar", "等待"),
        ("headquarters", "uvudkontor", "总部"),
    ),
    "/sale/": (
        ("Suspend sale", "Parkera försäljning", "挂起交易"),
        ("Recall sale", "Återuppta försäljning", "恢复交易"),
        ("Remove from sale", "Ta bort från köpet", "从交易中移除"),
        ("Clear customer", "Rensa kund", "清除客户"),
    ),
    "/sign-in": (
        ("Sign in", "Logga in", "登录"),
        ("Sign out", "Logga ut", "退出登录"),
        ("PIN", "PIN-kod", "PIN 码"),
        ("scan your badge", "skanna ditt personalkort", "扫描工牌"),
    ),
}
#: What the sources call these wrongly, or called them before.
NEVER = {
    "sv": ("Kontonummer", "Brevlåda", "kvittomeddelande", "Frånkopplad drift", "Medarbetar-ID"),
    "zh-hans": ("脱机", "联机", "帐户", "帐号", "标题", "辅助", "配送计划", "现金和结转"),
}


@pytest.mark.rule("AR-155")
def test_every_page_says_the_agreed_words_in_every_language(cast: Network, till: Till) -> None:
    turn_on(cast, "multiple_contacts")
    words = zip(LANGUAGES, ("Online", "Online", "在线"), strict=True)
    missing = [word for language, word in words if word not in till.speak(language).get("/").text]
    cut(cast)
    cast.tills[0].parent.failed()
    customer = till.create_at(name="Anna", phone="070-174 06 12")
    till.post("/sale/customer", {"customer": customer.rpartition("/")[2]})
    wrong = []
    for place, language in enumerate(LANGUAGES):
        till.speak(language)
        for page, terms in TERMS.items():
            if page == "/sign-in":
                till.post("/lock", {})
            text = till.get(page.format(customer=customer)).text
            missing += [
                f"{language} {page}: {term[place]}" for term in terms if term[place] not in text
            ]
            wrong += [f"{page}: {word}" for word in NEVER.get(language, ()) if word in text]
        till.sign_in()

    assert missing == []
    assert wrong == []
