from django.urls import path

from courses.enrolments import views

urlpatterns = [
    path("courses/<slug:slug>/start/", views.start, name="start"),
    path("learn/<uuid:enrolment_id>/track/", views.track, name="track"),
]
