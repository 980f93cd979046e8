from django.urls import path

from courses.cohorts import views, views_people

urlpatterns = [
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts/new/", views.new, name="cohort-new"),
    path("cohorts/<uuid:cohort_id>/", views.cohort, name="cohort"),
    path("cohorts/<uuid:cohort_id>/settings/", views.settings, name="cohort-settings"),
    path("cohorts/<uuid:cohort_id>/people/", views_people.index, name="cohort-people"),
    path("cohorts/<uuid:cohort_id>/invite/", views_people.invite, name="cohort-invite"),
    path("cohorts/<uuid:cohort_id>/roster/", views_people.roster, name="cohort-roster"),
    path("cohorts/<uuid:cohort_id>/roster.csv", views.roster_csv, name="cohort-roster-csv"),
    path("cohorts/<uuid:cohort_id>/roster.xlsx", views.roster_xlsx, name="cohort-roster-xlsx"),
    path("cohorts/<uuid:cohort_id>/instructors/", views_people.instructor, name="cohort-instructor"),
    path(
        "cohorts/<uuid:cohort_id>/invitations/<uuid:invitation_id>/withdraw/",
        views_people.withdraw,
        name="cohort-withdraw",
    ),
    path("cohorts/<uuid:cohort_id>/learners/<uuid:enrolment_id>/", views.learner, name="cohort-learner"),
    path(
        "cohorts/<uuid:cohort_id>/learners/<uuid:enrolment_id>/dates/",
        views.learner_dates,
        name="cohort-learner-dates",
    ),
    path(
        "cohorts/<uuid:cohort_id>/learners/<uuid:enrolment_id>/end/",
        views.learner_end,
        name="cohort-learner-end",
    ),
]
