from django.urls import path

from courses.search import views

urlpatterns = [
    path("learn/search/", views.search_page, name="search"),
    path("learn/<uuid:enrolment_id>/glossary/", views.glossary, name="glossary"),
]
