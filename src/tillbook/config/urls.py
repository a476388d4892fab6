"""Mounts the surfaces that the node's role serves. The exchange answers before, as middleware."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from tillbook.nodes.identity import NodeRole

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("tillbook.api.urls")),
    path("language", set_language, name="set_language"),
]
if settings.ROLE is not NodeRole.HEADQUARTERS:
    urlpatterns.append(path("", include("tillbook.pos.urls")))
    handler400 = "tillbook.pos.errors.bad_request"
    handler403 = "tillbook.pos.errors.refused"
    handler404 = "tillbook.pos.errors.not_found"
    handler500 = "tillbook.pos.errors.broken"
else:
    from django.contrib import admin
    from django.views.generic import RedirectView

    urlpatterns += [
        path("hq/", include("tillbook.hq.urls")),
        path("hq/setup/", admin.site.urls),
        path("", RedirectView.as_view(pattern_name="hq:home")),
    ]
    handler403 = "tillbook.hq.errors.refused"
    handler404 = "tillbook.hq.errors.not_found"
    handler500 = "tillbook.hq.errors.broken"
