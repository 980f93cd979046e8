"""The pages of portal."""

from django.urls import URLPattern, URLResolver, path

from portal.clients import views as clients
from portal.dashboard import views as dashboard
from portal.desk import views as desk
from portal.home import views as home
from portal.tours import views as tours

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("privacy/", home.privacy, name="privacy"),
    path("help/", home.help_page, name="help"),
    path("learn/", dashboard.dashboard, name="dashboard"),
    path("clients/", clients.index, name="clients"),
    path("clients/<uuid:public_id>/", clients.client, name="client"),
    path("desk/", desk.desk, name="desk"),
    path(
        "desk/cohorts/<uuid:cohort_id>/learners/<uuid:enrolment_id>/", desk.learner_timeline, name="timeline"
    ),
    path("desk/why/", desk.why, name="why"),
    path("programme/", desk.programme_page, name="programme"),
    path("tour/", tours.index, name="tours"),
    path("tour/<slug:key>/", tours.tour, name="tour"),
]
