"""Django's admin as a place to look rows up: whatever an app registers there is read-only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class LookUpOnly:
    """No write here bypasses a service, its checks and its audit entry."""

    def has_view_permission(self, request: HttpRequest, _obj: object = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


class LookUpSite(AdminSite):
    """Our own models alone, all read-only. Tables of frameworks hold session keys and secrets: they are left out."""

    site_header: str | _StrPromise = "Ready Room"
    site_title: str | _StrPromise = "Ready Room"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if is_ours(model)]
        base = admin_class or ModelAdmin
        if ours:
            super().register(ours, type(f"LookUp{base.__name__}", (LookUpOnly, base), {}), **options)


def is_ours(model: type[Model]) -> bool:
    """Whether the model belongs to an app of this house."""
    return not apps.get_app_config(model._meta.app_label).name.startswith(("django.", "allauth."))


class LookUpConfig(AdminConfig):
    default_site = "accounts.users.adminsite.LookUpSite"
