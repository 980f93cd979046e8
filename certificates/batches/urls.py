"""Pages of batches."""

from django.urls import URLPattern, URLResolver, path

from certificates.batches import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programme/credentials/batches/", views.batches, name="batches"),
    path("programme/credentials/batches/<uuid:public_id>/", views.batch, name="batch"),
    path("programme/credentials/batches/<uuid:public_id>/start/", views.start, name="batch-start"),
    path("programme/credentials/batches/<uuid:public_id>/pause/", views.pause, name="batch-pause"),
    path("programme/credentials/batches/<uuid:public_id>/cancel/", views.cancel, name="batch-cancel"),
    path("programme/credentials/batches/<uuid:public_id>/report.csv", views.report, name="batch-report"),
    path("programme/credentials/batches/<uuid:public_id>/files.zip", views.archive, name="batch-files"),
]
