"""Where the staff side of assessment lives."""

from django.urls import path

from courses.assessments import views, views_dates, views_programme, views_works

urlpatterns = [
    path("cohorts/<uuid:cohort_id>/sittings/", views.sittings, name="sittings"),
    path("cohorts/<uuid:cohort_id>/sittings/check-in/", views.check_in, name="sittings-check-in"),
    path(
        "cohorts/<uuid:cohort_id>/sittings/<uuid:enrolment_id>/extra-time/",
        views.extra_time,
        name="extra-time",
    ),
    path("cohorts/<uuid:cohort_id>/dates/", views_dates.dates, name="cohort-dates"),
    path(
        "cohorts/<uuid:cohort_id>/dates/<uuid:activity_id>/",
        views_dates.activity_dates,
        name="activity-dates",
    ),
    path("appeals/", views.appeals, name="appeals"),
    path("appeals/<uuid:appeal_id>/", views.appeal, name="appeal"),
    path("work-appeals/<uuid:appeal_id>/", views_works.work_appeal, name="work-appeal"),
    path("programme/work-samples/", views_works.samples, name="work-samples"),
    path("programme/work-samples/seats/<uuid:rating_id>/", views_works.seat, name="work-seat"),
    path("programme/quizzes/", views_programme.quizzes, name="quizzes"),
    path("programme/quizzes/<uuid:activity_id>/", views_programme.health, name="quiz-health"),
    path("programme/quizzes/<uuid:activity_id>/compute/", views_programme.compute, name="quiz-compute"),
    path("programme/quizzes/<uuid:activity_id>/rules/", views_programme.rules, name="quiz-rules"),
    path("programme/quizzes/<uuid:activity_id>/items/<str:key>/", views_programme.item, name="quiz-item"),
    path("programme/regrades/<uuid:regrade_id>/", views_programme.regrade, name="regrade"),
]
