"""Pages of a partner's model endpoints."""

from django.urls import path

from labs.providers import views

urlpatterns = [
    path("models/", views.programme_models, name="programme-models"),
    path("models/judge/", views.judge, name="programme-judge"),
    path("partners/<slug:slug>/models/", views.models, name="models"),
    path("partners/<slug:slug>/models/judge/", views.judge, name="judge"),
    path("partners/<slug:slug>/models/add/", views.add, name="model-add"),
    path("partners/<slug:slug>/models/<uuid:public_id>/", views.edit, name="model-edit"),
    path("partners/<slug:slug>/models/<uuid:public_id>/test/", views.test, name="model-test"),
    path("partners/<slug:slug>/models/<uuid:public_id>/switch/", views.switch, name="model-switch"),
    path("partners/<slug:slug>/models/<uuid:public_id>/remove/", views.remove, name="model-remove"),
]
