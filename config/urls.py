"""Where each room's pages live: the first part of the path names the room."""

from django.contrib import admin
from django.urls import include, path

from config.health import health, ready
from config.metrics import metrics

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many_requests"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("health/", health, name="health"),
    path("ready/", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("", include("courses.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("labs.urls")),
    path("", include("certificates.urls")),
    path("", include("portal.urls")),
]
