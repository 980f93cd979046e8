from django.urls import path

from courses.joining import views

urlpatterns = [
    path("join/", views.code, name="join"),
    path("join/<str:code>/", views.link, name="join-link"),
    path("cohorts/<uuid:cohort_id>/join-link/", views.manage, name="cohort-join-link"),
    path("cohorts/<uuid:cohort_id>/join-link/code/", views.change_code, name="cohort-join-code"),
    path("cohorts/<uuid:cohort_id>/waiting/<uuid:request_id>/", views.decide, name="cohort-join-decide"),
]
