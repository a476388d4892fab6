"""The addresses under /api/; whatever has none there is told so as a problem too."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from tillbook.api import bodies, problems
from tillbook.api.api import api
from tillbook.api.errors import ApiError, UnknownPath, WrongMethod

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """Check the size first, turn what the framework refuses into problems, forbid caching."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: object) -> HttpResponse:
        try:
            bodies.check_size(request)
            response = view(request, **arguments)
            if response.status_code == WrongMethod.status:
                raise WrongMethod(response.headers.get("Allow", ""))
        except (ApiError, Http404) as error:
            response = problems.answer_to(request, error)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    # Tokens prove who calls; no cookie is ever looked at.
    return csrf_exempt(answer)


@guarded
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer for every address that there is not."""
    raise UnknownPath


def _guarded_patterns() -> list[URLPattern]:
    patterns, _, _ = api.urls
    return [
        URLPattern(pattern.pattern, guarded(pattern.callback), pattern.default_args, pattern.name)
        for pattern in patterns
        if isinstance(pattern, URLPattern)
    ]


_, _app, _namespace = api.urls
urlpatterns = [
    path("v1/", include((_guarded_patterns(), _app), namespace=_namespace)),
    re_path(r"", unknown),
]
