"""Pages after a lab."""

from django.urls import path

from labs.debrief import views

urlpatterns = [
    path("learn/labs/sessions/<uuid:session_id>/debrief/", views.debrief, name="debrief"),
    path("learn/labs/sessions/<uuid:session_id>/rating/", views.rate, name="rate"),
    path("learn/labs/sessions/<uuid:session_id>/reflection/", views.reflect, name="reflect"),
    path("learn/labs/sessions/<uuid:session_id>/notes/<int:seq>/", views.note, name="note"),
    path("learn/labs/sessions/<uuid:session_id>/retry/<int:seq>/", views.retry, name="retry"),
    path("learn/labs/sessions/<uuid:session_id>/beside/<uuid:other_id>/", views.compare, name="compare"),
    path("learn/labs/sessions/<uuid:session_id>/export/", views.export, name="export"),
]
