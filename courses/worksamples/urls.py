"""Where works live: the learner's under /learn/, the rater's on the desk."""

from django.urls import path

from courses.worksamples import views, views_raters

urlpatterns = [
    path("learn/work/<uuid:activity_id>/", views.work, name="work"),
    path("learn/work/<uuid:activity_id>/draft/", views.save, name="work-save"),
    path("learn/work/<uuid:activity_id>/files/", views.add, name="work-add-file"),
    path("learn/work/<uuid:activity_id>/appeal/", views.appeal, name="work-appeal-send"),
    path("learn/work/files/<uuid:file_id>/", views.file, name="work-file"),
    path("learn/work/files/<uuid:file_id>/remove/", views.remove, name="work-remove-file"),
    path("ratings/", views_raters.ratings, name="ratings"),
    path("ratings/<uuid:rating_id>/", views_raters.rating, name="rating"),
    path("ratings/<uuid:rating_id>/return/", views_raters.send_back, name="rating-return"),
    path("ratings/<uuid:rating_id>/step-back/", views_raters.decline, name="rating-step-back"),
]
