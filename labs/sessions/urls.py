"""Pages of a lab. Streams have their own prefix, so that a proxy can send them to the process that holds them open."""

from django.urls import path

from labs.sessions import views

urlpatterns = [
    path("learn/labs/<uuid:activity_id>/", views.lab, name="lab"),
    path("learn/labs/<uuid:activity_id>/start/", views.start, name="start"),
    path("learn/labs/streams/<uuid:session_id>/", views.stream, name="stream"),
    path("learn/labs/sessions/<uuid:session_id>/", views.session, name="session"),
    path("learn/labs/sessions/<uuid:session_id>/acts/<str:act>/", views.act, name="act"),
    path("learn/labs/sessions/<uuid:session_id>/stop/", views.stop, name="stop"),
    path("learn/labs/sessions/<uuid:session_id>/reply/", views.reply, name="reply"),
    path("learn/labs/sessions/<uuid:session_id>/end/", views.end, name="end"),
    path("learn/labs/sessions/<uuid:session_id>/withdraw/", views.withdraw, name="withdraw"),
]
