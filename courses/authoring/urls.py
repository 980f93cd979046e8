"""Where authors work, and where anybody reads what a new version changed."""

from django.urls import path

from courses.authoring import views

urlpatterns = [
    path("programme/courses/", views.authoring, name="authoring"),
    path("programme/courses/drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("programme/courses/drafts/<uuid:draft_id>/publish/", views.draft_publish, name="draft-publish"),
    path("programme/courses/drafts/<uuid:draft_id>/discard/", views.draft_discard, name="draft-discard"),
    path("programme/courses/drafts/<uuid:draft_id>/preview/", views.draft_preview, name="draft-preview"),
    path("programme/courses/drafts/<uuid:draft_id>/marking/", views.draft_marking, name="draft-marking"),
    path("programme/courses/<slug:slug>/", views.health, name="course-health"),
    path("programme/courses/<slug:slug>/preview/", views.preview, name="course-preview"),
    path("programme/courses/<slug:slug>/marking/", views.marking, name="course-marking"),
    path("programme/courses/<slug:slug>/changes/", views.compare, name="course-compare"),
    path("courses/<slug:slug>/changes/", views.changes, name="course-changes"),
]
