from django.urls import path

from courses.progress import views

urlpatterns = [path("learn/<uuid:enrolment_id>/", views.learn, name="learn")]
