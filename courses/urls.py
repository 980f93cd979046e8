"""The pages of courses."""

from django.urls import URLPattern, URLResolver

from courses.quizzes.urls import urlpatterns as quizzes

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [*quizzes]
