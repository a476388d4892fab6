"""The door of the back office: personnel number and password, and the way out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tillbook.hq.access import may_enter
from tillbook.hq.shell import THEMES, keep_language
from tillbook.staff.errors import Locked, SignInRefused
from tillbook.staff.models import Associate
from tillbook.staff.operations.sign_in import sign_in_with_password

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_YEAR_S = 365 * 24 * 60 * 60


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let an administrator in. A wrong pair is always answered in the same words."""
    if request.method == "POST":
        number, password = request.POST.get("number", ""), request.POST.get("password", "")
        try:
            associate = sign_in_with_password(number.strip(), password)
        except SignInRefused as refusal:
            return _refused(request, number, refusal)
        return _enter(request, associate)
    if may_enter(request):
        return redirect("hq:home")
    return render(request, "hq/sign_in.html", {"next": request.GET.get("next", "")})


def _enter(request: HttpRequest, associate: Associate) -> HttpResponse:
    login(request, associate, backend=_BACKEND)
    response = HttpResponseRedirect(_wanted(request))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        keep_language(response, associate.language)
    return response


def _refused(request: HttpRequest, number: str, refusal: SignInRefused) -> HttpResponse:
    minutes = refusal.minutes if isinstance(refusal, Locked) else 0
    given = {"number": number, "minutes": minutes, "is_refused": True}
    given["next"] = request.POST.get("next", "")
    return render(request, "hq/sign_in.html", given, status=429 if minutes else 422)


def _wanted(request: HttpRequest) -> str:
    """Return where the visitor was going, when that is one of our own pages."""
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else reverse("hq:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Let the person out and forget the session."""
    logout(request)
    return redirect("hq:sign_in")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep whether the pages are light, dark, or as the machine has it."""
    response = HttpResponseRedirect(_wanted(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME, theme, max_age=_YEAR_S, httponly=True, samesite="Lax"
        )
    return response
