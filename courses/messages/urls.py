from django.urls import path

from courses.messages import views, views_threads

COHORT = "cohorts/<uuid:cohort_id>"

urlpatterns = [
    path("learn/<uuid:enrolment_id>/announcements/", views.announcements, name="announcements"),
    path(f"{COHORT}/announcements/", views.cohort_announcements, name="cohort-announcements"),
    path(f"{COHORT}/announcements/new/", views.announcement_new, name="announcement-new"),
    path(f"{COHORT}/announcements/<uuid:public_id>/", views.announcement_edit, name="announcement-edit"),
    path(
        f"{COHORT}/announcements/<uuid:public_id>/withdraw/",
        views.announcement_withdraw,
        name="announcement-withdraw",
    ),
    path("messages/", views_threads.threads, name="threads"),
    path("messages/<uuid:enrolment_id>/", views_threads.thread, name="thread"),
    path("messages/<uuid:enrolment_id>/report/", views_threads.thread_report, name="thread-report"),
    path("cohorts/messages/", views_threads.team_inbox, name="team-inbox"),
    path(f"{COHORT}/messages/<uuid:enrolment_id>/", views_threads.cohort_thread, name="cohort-thread"),
    path(f"{COHORT}/messages/<uuid:enrolment_id>/act/", views_threads.thread_act, name="cohort-thread-act"),
    path(
        f"{COHORT}/messages/<uuid:enrolment_id>/report/",
        views_threads.cohort_thread_report,
        name="cohort-thread-report",
    ),
    path("programme/reports/", views_threads.report_list, name="reports"),
    path("programme/reports/<uuid:public_id>/", views_threads.report, name="report"),
]
