"""What customers are asked to agree to, and the words: old versions to read, new ones to add."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook import configuration
from tillbook.customers import queries
from tillbook.customers.models import ConsentPurpose
from tillbook.customers.rules import wordings
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.hq import pages, refusals
from tillbook.hq.access import for_administrators
from tillbook.hq.consents import words
from tillbook.hq.shell import Crumb, way_to

_NAMES = ("name", "name-sv", "name-zh-Hans")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form of a purpose or of a new version of its words, as typed."""

    code: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    #: Control -> what is wrong with it.
    problems: Mapping[str, str] = field(default_factory=dict)
    is_stale: bool = False


@require_safe
@for_administrators
def all_purposes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the purposes with every version of their words, the newest first."""
    shown = [
        {
            "purpose": purpose,
            "name": words.in_language_of_page(purpose.name, purpose.names),
            "wordings": [
                _version(wording, is_current=at == 0)
                for at, wording in enumerate(reversed(purpose.wordings))
            ],
        }
        for purpose in queries.consent_purposes(actor)
    ]
    way = way_to(pages.CONSENT_PURPOSES)
    return render(request, "hq/consents/purposes.html", {"crumbs": way, "purposes": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_wording(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Add a version of the words; earlier ones stay for the answers that were given to them."""
    purpose = next((one for one in queries.consent_purposes(actor) if one.id == id), None)
    if purpose is None:
        raise Http404
    current = purpose.wordings[-1]["texts"] if purpose.wordings else {}
    if request.method != "POST":
        return _page(request, Sheet(texts=current), purpose=purpose)
    texts = _texts(request.POST, also=current)
    wording = {"version": len(purpose.wordings) + 1, "texts": texts}
    document = {"code": purpose.code, "wordings": [*purpose.wordings, wording]}
    problems = _problems(document, before={"code": purpose.code, "wordings": purpose.wordings})
    if texts == current:
        problems["text-en"] = words.fault("wording.unchanged", limit=0)
    sheet = Sheet(texts=texts, problems=problems)
    if problems:
        return _page(request, sheet, purpose=purpose, status=422)
    expected = request.POST.get("expected") or None
    try:
        configuration.put(
            actor,
            "consent_purpose",
            id=id,
            document={"wordings": document["wordings"]},
            expected=expected,
        )
    except StaleEdit:
        return _page(request, Sheet(texts=texts, is_stale=True), purpose=purpose, status=409)
    except Refused as refusal:
        sheet = Sheet(texts=texts, problems=_refused(refusal))
        return _page(request, sheet, purpose=purpose, status=422)
    messages.success(request, _("Saved. Every register follows within seconds."))
    return redirect("hq:consent_purposes")


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_purpose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a purpose with its first words."""
    if request.method != "POST":
        return _page(request, Sheet())
    names = {name: request.POST.get(name, "").strip()[:_LONGEST_NAME] for name in _NAMES}
    code, texts = request.POST.get("code", "").strip(), _texts(request.POST)
    document = {
        "code": code,
        "name": names["name"],
        "names": {
            name.removeprefix("name-"): text
            for name, text in names.items()
            if text and name != "name"
        },
        "wordings": [{"version": 1, "texts": texts}],
    }
    problems = _problems(document, before=None)
    if any(one.code == code for one in queries.consent_purposes(actor)):
        problems["code"] = words.fault("consent_purpose.code_taken", limit=0)
    if not names["name"]:
        problems["name"] = words.fault("consent_purpose.name", limit=0)
    if problems:
        sheet = Sheet(code=code, names=names, texts=texts, problems=problems)
        return _page(request, sheet, status=422)
    try:
        configuration.put(actor, "consent_purpose", id=new_id(), document=document)
    except Refused as refusal:
        sheet = Sheet(code=code, names=names, texts=texts, problems=_refused(refusal))
        return _page(request, sheet, status=422)
    messages.success(request, _("Saved. Every register follows within seconds."))
    return redirect("hq:consent_purposes")


def _refused(refusal: Refused) -> dict[str, str]:
    """Say what headquarters refused, at the control that it is about."""
    field = refusal.params.get("field", "")
    return {
        field if field in ("code", "name") else "text-en": refusals.text(
            refusal.code, refusal.params
        )
    }


def _texts(post: QueryDict, *, also: Mapping[str, str] | None = None) -> dict[str, str]:
    """Read the texts; those of languages that the form does not show stay."""
    hidden = {code: text for code, text in (also or {}).items() if code not in words.LANGUAGES}
    typed = {
        code: " ".join(post.get(f"text-{code}", "").split("\r\n")).strip()
        for code in words.LANGUAGES
    }
    return hidden | {code: text for code, text in typed.items() if text}


def _problems(document: Mapping[str, Any], *, before: Mapping[str, Any] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, pointer in wordings.faults(before, document):
        _start, *parts = pointer.split("/")
        control = f"text-{parts[-1]}" if "texts" in parts else "code"
        found.setdefault(control, words.fault(code, limit=wordings.LONGEST_TEXT))
    return found


def _version(wording: Mapping[str, Any], *, is_current: bool) -> dict[str, Any]:
    return {
        "version": wording["version"],
        "is_current": is_current,
        "texts": [
            {"code": code, "language": words.LANGUAGES.get(code, code), "text": text}
            for code, text in wording["texts"].items()
        ],
    }


def _page(
    request: HttpRequest,
    sheet: Sheet,
    *,
    purpose: ConsentPurpose | None = None,
    status: int = 200,
) -> HttpResponse:
    title = _("New wording version") if purpose else _("New purpose of consent")
    given = {
        "crumbs": way_to(pages.CONSENT_PURPOSES, Crumb(label=title)),
        "title": title,
        "purpose": purpose,
        "shown_name": words.in_language_of_page(purpose.name, purpose.names) if purpose else "",
        "version": len(purpose.wordings) + 1 if purpose else 1,
        "expected": standings([purpose.id])[purpose.id].tag if purpose else "",
        "sheet": sheet,
        "texts": [
            {
                "code": code,
                "language": name,
                "text": sheet.texts.get(code, ""),
                "problem": sheet.problems.get(f"text-{code}", ""),
            }
            for code, name in words.LANGUAGES.items()
        ],
        "names": [
            {
                "name": name,
                "language": words.LANGUAGES[name.partition("-")[2] or "en"],
                "value": sheet.names.get(name, ""),
                "problem": sheet.problems.get(name, ""),
            }
            for name in _NAMES
        ],
        "longest": wordings.LONGEST_TEXT,
    }
    return render(request, "hq/consents/purpose.html", given, status=status)
