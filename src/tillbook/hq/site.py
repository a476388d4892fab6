"""Django's admin site as a part of the back office: one door, one shell, no page of its own."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tillbook.hq.access import may_enter

#: Passwords are changed with the worker; nothing here is looked up or shown elsewhere.
_CLOSED = frozenset({"autocomplete", "password_change", "password_change_done", "view_on_site"})


class HeadquartersSite(AdminSite):
    """The lists of configuration that Django's admin shows."""

    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def get_urls(self) -> list[Any]:
        """Return Django's addresses without the pages that ours stand in for."""
        return [url for url in super().get_urls() if getattr(url, "name", "") not in _CLOSED]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect_to_login(request.GET.get("next", ""), reverse("hq:sign_in"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("hq:home")

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return redirect("hq:home")
