"""Where the readiness check lives."""

from django.urls import path

from courses.diagnostics import views, views_short

urlpatterns = [
    path("readiness/", views_short.short, name="readiness-short"),
    path("readiness/keep/", views_short.keep, name="readiness-keep"),
    path("readiness/kept/", views_short.kept, name="readiness-kept"),
    path("learn/readiness/<uuid:version_id>/", views.readiness, name="readiness"),
    path("learn/readiness/<uuid:version_id>/start/", views.start, name="readiness-start"),
    path(
        "learn/readiness/sittings/<uuid:sitting_id>/<int:number>/",
        views.situation,
        name="readiness-situation",
    ),
    path("learn/readiness/sittings/<uuid:sitting_id>/finish/", views.finish, name="readiness-finish"),
    path("learn/readiness/sittings/<uuid:sitting_id>/profile/", views.result, name="readiness-result"),
    path("learn/readiness/sittings/<uuid:sitting_id>/erase/", views.erase, name="readiness-erase"),
]
