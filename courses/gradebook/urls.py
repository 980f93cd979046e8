from django.urls import path

from courses.gradebook import views

urlpatterns = [
    path("cohorts/<uuid:cohort_id>/gradebook/", views.gradebook, name="gradebook"),
    path("cohorts/<uuid:cohort_id>/gradebook.csv", views.csv_file, name="gradebook-csv"),
    path("cohorts/<uuid:cohort_id>/gradebook.xlsx", views.xlsx_file, name="gradebook-xlsx"),
    path(
        "cohorts/<uuid:cohort_id>/gradebook/<uuid:enrolment_id>/<uuid:activity_id>/",
        views.adjust,
        name="gradebook-adjust",
    ),
]
