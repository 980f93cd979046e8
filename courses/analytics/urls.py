from django.urls import path

from courses.analytics import views

urlpatterns = [
    path("cohorts/<uuid:cohort_id>/learners/<uuid:enrolment_id>/nudge/", views.nudge, name="nudge"),
]
