from django.urls import path

from courses.readiness import views

urlpatterns = [
    path("cohorts/<uuid:cohort_id>/ready/", views.ready, name="cohort-ready"),
    path("cohorts/<uuid:cohort_id>/close/", views.close, name="cohort-close"),
    path("cohorts/<uuid:cohort_id>/reopen/", views.reopen, name="cohort-reopen"),
]
