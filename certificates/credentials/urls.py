"""The holder's page and the programme's pages."""

from django.urls import URLPattern, URLResolver, path

from certificates.credentials import views, views_designer, views_designs, views_programme

urlpatterns: list[URLPattern | URLResolver] = [
    path("credentials/", views.wallet, name="credentials"),
    path("credentials/designs/", views_designer.designs, name="partner-designs"),
    path("credentials/designs/<int:pk>/", views_designer.designer, name="designer"),
    path("credentials/designs/<int:pk>/preview.pdf", views_designer.preview, name="designer-preview"),
    path("credentials/designs/<int:pk>/ask/", views_designer.ask, name="designer-ask"),
    path("credentials/designs/<int:pk>/publish/", views_designer.publish, name="designer-publish"),
    path("credentials/designs/<int:pk>/return/", views_designer.give_back, name="designer-return"),
    path("credentials/designs/<int:pk>/retire/", views_designer.retire, name="designer-retire"),
    path(
        "credentials/<str:public_id>/certificate.pdf",
        views.download,
        {"ending": "pdf"},
        name="credential-pdf",
    ),
    path(
        "credentials/<str:public_id>/badge.json", views.download, {"ending": "json"}, name="credential-json"
    ),
    path("credentials/<str:public_id>/badge.jwt", views.download, {"ending": "jwt"}, name="credential-token"),
    path("credentials/<str:public_id>/name-shown/", views.name_shown, name="name-shown"),
    path("credentials/<str:public_id>/share/", views.share, name="share"),
    path("credentials/<str:public_id>/name/", views.ask_name, name="ask-name"),
    path("credentials/links/<int:link_id>/withdraw/", views.withdraw, name="withdraw-link"),
    path("programme/credentials/", views_programme.programme, name="programme-credentials"),
    path("programme/credentials/designs/", views_designs.designs, name="designs"),
    path("programme/credentials/designs/<slug:slug>/<slug:paper>/", views_designs.design, name="design"),
    path(
        "programme/credentials/designs/<slug:slug>/<slug:paper>/specimen.pdf",
        views_designs.specimen,
        name="design-specimen",
    ),
    path("programme/credentials/find/", views_programme.find, name="programme-issue"),
    path("programme/credentials/issue/", views_programme.issue, name="programme-issue-now"),
    path(
        "programme/credentials/names/<int:request_id>/", views_programme.name_decision, name="programme-name"
    ),
    path("programme/credentials/<str:public_id>/", views_programme.detail, name="programme-credential"),
    path("programme/credentials/<str:public_id>/revoke/", views_programme.revoke, name="programme-revoke"),
    path("programme/credentials/<str:public_id>/suspend/", views_programme.suspend, name="programme-suspend"),
    path("programme/credentials/<str:public_id>/lift/", views_programme.lift, name="programme-lift"),
    path("programme/credentials/<str:public_id>/retry/", views_programme.retry, name="programme-retry"),
    path("programme/credentials/<str:public_id>/reissue/", views_programme.reissue, name="programme-reissue"),
]
