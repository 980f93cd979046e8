from django.urls import path

from courses.catalogue import views

urlpatterns = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", views.course, name="course"),
    path("courses/files/<uuid:version_id>/<path:path>", views.asset, name="asset"),
]
