"""The pages of labs."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "labs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("labs.providers.urls")),
    path("", include("labs.reviews.urls")),
    path("", include("labs.stops.urls")),
    path("", include("labs.debrief.urls")),
    path("", include("labs.sessions.urls")),
]
