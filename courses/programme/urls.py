from django.urls import path

from courses.programme import views

urlpatterns = [
    path("partners/<slug:slug>/teaching/", views.teaching, name="partner-teaching"),
    path("partners/<slug:slug>/teaching/propose/", views.propose_instructor, name="partner-propose"),
    path("partners/<slug:slug>/teaching/authorise/", views.authorise_course, name="partner-authorise"),
    path(
        "partners/<slug:slug>/teaching/<uuid:public_id>/withdraw/",
        views.withdraw_course,
        name="partner-unauthorise",
    ),
    path("programme/accreditations/", views.cases, name="accreditations"),
    path("accreditations/<uuid:public_id>/", views.case, name="accreditation"),
    path("accreditations/<uuid:public_id>/step/", views.decide, name="accreditation-step"),
    path("accreditations/<uuid:public_id>/evidence/", views.evidence, name="accreditation-evidence"),
    path(
        "accreditations/<uuid:public_id>/evidence/<uuid:paper_id>/",
        views.paper,
        name="accreditation-paper",
    ),
]
