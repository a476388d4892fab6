"""The addresses of a register, for tests that run several roles in one process."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language", set_language, name="set_language"),
    path("", include("tillbook.pos.urls")),
]
handler400 = "tillbook.pos.errors.bad_request"
handler403 = "tillbook.pos.errors.refused"
handler404 = "tillbook.pos.errors.not_found"
handler500 = "tillbook.pos.errors.broken"
