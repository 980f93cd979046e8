"""Pages of requests."""

from django.urls import URLPattern, URLResolver, path

from certificates.requests import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("credentials/requests/", views.requests, name="requests"),
    path("credentials/requests/<uuid:public_id>/", views.request_detail, name="request"),
    path("credentials/requests/<uuid:public_id>/check/", views.check, name="request-check"),
    path("credentials/requests/<uuid:public_id>/agree/", views.agree, name="request-agree"),
    path("credentials/requests/<uuid:public_id>/uncheck/", views.uncheck, name="request-uncheck"),
    path("credentials/requests/<uuid:public_id>/policy/", views.policy, name="request-policy"),
    path("credentials/requests/<uuid:public_id>/return/", views.give_back, name="request-return"),
]
