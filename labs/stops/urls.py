"""Pages of the kill switch."""

from django.urls import path

from labs.stops import views

urlpatterns = [
    path("desk/labs/stops/", views.stops, name="stops"),
    path("desk/labs/stops/<int:switch_id>/lift/", views.lift, name="stop-lift"),
    path("desk/labs/sessions/<uuid:session_id>/stop/", views.stop_session, name="stop-session"),
]
