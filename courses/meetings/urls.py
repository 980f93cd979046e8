from django.urls import path

from courses.meetings import views, views_attendance, views_own

COHORT = "cohorts/<uuid:cohort_id>/meetings/"
MEETING = COHORT + "<uuid:meeting_id>/"
OWN = "learn/<uuid:enrolment_id>/meetings/"

urlpatterns = [
    path(COHORT, views.index, name="meetings"),
    path(f"{COHORT}new/", views.new, name="meeting-new"),
    path(f"{COHORT}attendance/", views_attendance.summary, name="attendance"),
    path(f"{COHORT}attendance.csv", views_attendance.summary_csv, name="attendance-csv"),
    path(MEETING, views_attendance.meeting, name="meeting"),
    path(f"{MEETING}edit/", views.edit, name="meeting-edit"),
    path(f"{MEETING}cancel/", views.cancel, name="meeting-cancel"),
    path(f"{MEETING}code/", views_attendance.code, name="meeting-code"),
    path(f"{MEETING}call/", views_attendance.call, name="meeting-call"),
    path(f"{MEETING}sheet/", views_attendance.sheet, name="meeting-sheet"),
    path(
        "cohorts/<uuid:cohort_id>/learners/<uuid:enrolment_id>/attendance/",
        views_attendance.learner,
        name="learner-attendance",
    ),
    path(OWN, views_own.meetings, name="my-meetings"),
    path(f"{OWN}<uuid:meeting_id>/", views_own.meeting, name="my-meeting"),
    path(f"{OWN}<uuid:meeting_id>/check-in/", views_own.check_in_here, name="check-in"),
    path("meetings/<uuid:meeting_id>/meeting.ics", views_own.event, name="meeting-ics"),
    path("calendar/", views_own.calendar, name="calendar"),
    path("calendar/address/", views_own.calendar_address, name="calendar-address"),
    path("calendar/<str:token>.ics", views_own.calendar_ics, name="calendar-ics"),
]
