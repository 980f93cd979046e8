"""Every model that points at a person or holds an address is copied and erased by some part."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from accounts.privacy.registry import personal_data_parts

# Tables of frameworks that hold nothing about a person by themselves.
WITHOUT_PERSONS = {
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "sessions.Session",  # not used: accounts.Session is
}


def holds_a_person(model: type[models.Model]) -> bool:
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.remote_field.model is get_user_model():
            return True
        if isinstance(field, models.EmailField) or getattr(field, "name", "") == "ip":
            return True
    return False


def test_every_model_with_a_person_has_an_exporter_and_an_eraser() -> None:
    named = {label for part in personal_data_parts() for label in part.models}
    missing = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if holds_a_person(model) and model._meta.label not in named | WITHOUT_PERSONS
    ]
    assert sorted(missing) == []


def test_every_part_names_models_that_exist_and_no_two_parts_the_same() -> None:
    known = {model._meta.label for model in apps.get_models()}
    labels = [label for part in personal_data_parts() for label in part.models]
    assert (sorted(set(labels) - known), len(labels)) == ([], len(set(labels)))
