from django.urls import path

from courses.lessons import views

urlpatterns = [
    path("learn/lessons/<uuid:activity_id>/", views.lesson, name="lesson"),
    path("learn/lessons/<uuid:activity_id>/done/", views.done, name="lesson-done"),
    path("learn/lessons/<uuid:activity_id>/language/", views.language, name="lesson-language"),
    path("learn/lessons/<uuid:activity_id>/recall/<str:question_id>/", views.recall, name="lesson-recall"),
    path("learn/lessons/<uuid:activity_id>/notes/", views.note, name="lesson-note"),
    path(
        "learn/lessons/<uuid:activity_id>/notes/<str:note_id>/", views.note_change, name="lesson-note-change"
    ),
    path("learn/lessons/<uuid:activity_id>/prediction/", views.prediction, name="lesson-prediction"),
    path("learn/lessons/<uuid:activity_id>/reflection/", views.reflection, name="lesson-reflection"),
    path("learn/lessons/<uuid:activity_id>/place/", views.place, name="lesson-place"),
]
