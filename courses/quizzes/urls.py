"""Where the quizzes live."""

from django.urls import path

from courses.quizzes import views

urlpatterns = [
    path("learn/quizzes/<uuid:activity_id>/", views.quiz, name="quiz"),
    path("learn/quizzes/<uuid:activity_id>/start/", views.start, name="quiz-start"),
    path("learn/quizzes/<uuid:activity_id>/media/<path:name>", views.picture, name="quiz-picture"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/", views.attempt, name="quiz-attempt"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/<int:number>/", views.question, name="quiz-question"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/answers/<int:number>/", views.save, name="quiz-save"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/all/", views.whole, name="quiz-whole"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/finish/", views.finish, name="quiz-finish"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/result/", views.result, name="quiz-result"),
    path("learn/quizzes/attempts/<uuid:attempt_id>/why/", views.explain, name="quiz-explain"),
]
