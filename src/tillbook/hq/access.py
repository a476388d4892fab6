"""Who may enter: administrators. Everybody else is sent to the door, or told."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tillbook.features.queries import is_on
from tillbook.foundation.actor import Actor
from tillbook.staff.models import Associate
from tillbook.staff.queries import actor_of

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Actor, Rest], HttpResponse]


def may_enter(request: HttpRequest) -> bool:
    """Tell whether the signed-in person works in the back office."""
    return isinstance(request.user, Associate) and request.user.has_module_perms("hq")


def for_administrators(page: Page[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Give a page its actor, or send the visitor to the door. Nothing of it is cached."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, Associate):
            return redirect_to_login(request.get_full_path(), reverse("hq:sign_in"))
        if not may_enter(request):
            return render(request, "hq/refused.html", status=403)
        return page(request, actor_of(user), *args, **kwargs)

    return never_cache(guarded)


def for_auditors(page: Page[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Do the same for a page that is open only while the audit of sync operations is on."""

    @wraps(page)
    def guarded(
        request: HttpRequest, actor: Actor, /, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        if not is_on("sync_audit"):
            return render(request, "hq/operations/off.html", status=409)
        return page(request, actor, *args, **kwargs)

    return for_administrators(guarded)
