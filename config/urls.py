"""Where each room's pages live: the first part of the path names the room."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("courses.urls")),
    path("", include("labs.urls")),
    path("", include("certificates.urls")),
    path("", include("portal.urls")),
]
