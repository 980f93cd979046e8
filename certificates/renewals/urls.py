"""Pages of renewals."""

from django.urls import URLPattern, URLResolver, path

from certificates.renewals import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("credentials/hours/<uuid:entry_id>/evidence", views.evidence, name="hours-evidence"),
    path("credentials/<str:public_id>/renewal/", views.renewal, name="renewal"),
    path("credentials/<str:public_id>/renewal/renew/", views.renew, name="renew"),
    path("credentials/<str:public_id>/renewal/law/", views.law, name="renewal-law"),
    path(
        "credentials/<str:public_id>/renewal/hours/<uuid:entry_id>/take-back/",
        views.take_back,
        name="hours-take-back",
    ),
    path("programme/credentials/hours/", views.hours, name="hours"),
    path("programme/credentials/hours/<uuid:entry_id>/decide/", views.decide, name="hours-decide"),
]
