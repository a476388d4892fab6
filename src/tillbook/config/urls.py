"""Mounts the surfaces that the node's role serves, and the exchange's endpoint."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tillbook.exchange.links.http_server")),
]
