from django.urls import path

from courses.recall import views

urlpatterns = [
    path("learn/<uuid:enrolment_id>/warm-up/", views.warm_up, name="warm-up"),
    path("learn/<uuid:enrolment_id>/warm-up/later/", views.later, name="warm-up-later"),
    path(
        "learn/<uuid:enrolment_id>/warm-up/<str:activity>/<str:question>/",
        views.answer,
        name="warm-up-answer",
    ),
]
