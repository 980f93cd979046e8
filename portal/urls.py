"""The pages of portal."""

from django.urls import URLPattern, URLResolver, path

from portal.home import views as home

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("privacy/", home.privacy, name="privacy"),
    path("help/", home.help_page, name="help"),
]
