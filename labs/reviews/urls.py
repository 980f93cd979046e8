"""Pages of people who look at runs."""

from django.urls import path

from labs.reviews import views

urlpatterns = [
    path("reviews/", views.review_queue, name="review-queue"),
    path("reviews/misses/", views.misses, name="misses"),
    path("reviews/misses/misses.csv", views.misses_file, name="misses-csv"),
    path("reviews/regrades/", views.regrades, name="regrades"),
    path("reviews/regrades/<slug:lab>/", views.regrade_lab, name="regrade-lab"),
    path("reviews/sensitive/", views.sensitive, name="sensitive"),
    path("reviews/sensitive/<uuid:scenario_id>/", views.safety_review, name="safety-review"),
    path("reviews/sensitive/<uuid:scenario_id>/withdraw/", views.safety_withdraw, name="safety-withdraw"),
    path("reviews/<uuid:evaluation_id>/", views.review, name="review"),
    path("reviews/<uuid:evaluation_id>/second/", views.second_reviewer, name="second-reviewer"),
    path("learn/labs/sessions/<uuid:session_id>/appeal/", views.appeal_run, name="appeal"),
]
