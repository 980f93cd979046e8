from django.urls import path

from courses.plans import views

urlpatterns = [
    path("cohorts/templates/", views.index, name="cohort-templates"),
    path("cohorts/templates/<uuid:template_id>/", views.change, name="cohort-template"),
    path("cohorts/templates/<uuid:template_id>/start/", views.start, name="cohort-template-start"),
    path("cohorts/templates/<uuid:template_id>/drop/", views.drop, name="cohort-template-drop"),
    path("cohorts/<uuid:cohort_id>/template/", views.keep, name="cohort-keep"),
]
