"""Every field of every model says whether it is personal."""

from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models


def declared(model: type[models.Model], name: str) -> frozenset[str]:
    """Return what the model and its abstract bases declare."""
    return frozenset().union(*(vars(base).get(name, frozenset()) for base in model.__mro__))


def faults(model: type[models.Model]) -> list[str]:
    """Return the fields that are declared not at all, twice, or do not exist."""
    personal, other = declared(model, "PERSONAL"), declared(model, "NOT_PERSONAL")
    fields = {field.name for field in model._meta.concrete_fields}
    return [
        *(f"{name} is not declared" for name in sorted(fields - personal - other)),
        *(f"{name} is declared twice" for name in sorted(personal & other)),
        *(f"{name} is no field" for name in sorted((personal | other) - fields)),
    ]


def test_every_field_says_whether_it_is_personal() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("tillbook.")]

    assert ours
    assert {model.__name__: found for model in ours if (found := faults(model))} == {}


class Named(models.Model):
    """An abstract base that declares its own field."""

    PERSONAL = frozenset({"name"})
    name = models.TextField()

    class Meta:
        abstract = True


@pytest.mark.parametrize(
    ("personal", "other", "expected"),
    [
        ({"email"}, {"id"}, []),
        ({"name", "email"}, {"id"}, []),
        (set(), {"id"}, ["email is not declared"]),
        ({"email"}, {"id", "email"}, ["email is declared twice"]),
        ({"email"}, {"id", "phone"}, ["phone is no field"]),
    ],
)
def test_a_fault_is_named(personal: set[str], other: set[str], expected: list[str]) -> None:
    attributes: dict[str, Any] = {
        "__module__": __name__,
        "PERSONAL": frozenset(personal),
        "NOT_PERSONAL": frozenset(other),
        "email": models.TextField(),
        "Meta": type("Meta", (), {"app_label": "promises", "apps": Apps()}),
    }
    model = type("Person", (Named,), attributes)

    assert faults(model) == expected
