"""The addresses of a register, for tests that run several roles in one process."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language", set_language, name="set_language"),
    path("", include("tillbook.pos.urls")),
]
