from django.urls import path

from courses.evidence import views

urlpatterns = [path("learn/<uuid:enrolment_id>/competencies/", views.evidence, name="evidence")]
