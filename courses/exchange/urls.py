"""Where the exchange of questions lives."""

from django.urls import path

from courses.exchange import views

urlpatterns = [
    path("programme/questions/", views.drafts, name="question-drafts"),
    path("programme/questions/<uuid:draft_id>/", views.draft, name="question-draft"),
    path(
        "programme/questions/<uuid:draft_id>/media/<path:name>",
        views.draft_picture,
        name="question-draft-picture",
    ),
    path("programme/questions/<uuid:draft_id>/package/", views.draft_package, name="question-draft-package"),
    path("programme/questions/<uuid:draft_id>/export/", views.draft_export, name="question-draft-export"),
    path("programme/questions/<uuid:draft_id>/delete/", views.draft_delete, name="question-draft-delete"),
    path("programme/quizzes/<uuid:activity_id>/export/", views.bank_export, name="quiz-export"),
]
