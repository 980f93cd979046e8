"""The pages of accounts."""

from django.urls import path

from accounts.agreements import views as agreements
from accounts.audit import views as audit
from accounts.invitations import views as invitations
from accounts.mail import views as mail
from accounts.notifications import views as notifications
from accounts.partners import views as partners
from accounts.partners import views_clients as clients
from accounts.partners import views_people as partners_people
from accounts.partners import views_programme as programme
from accounts.privacy import views as privacy
from accounts.users import views as users

app_name = "accounts"
urlpatterns = [
    path("account/", users.profile, name="profile"),
    path("account/two-factors/", partners_people.two_factors, name="two-factors"),
    path("terms/", privacy.terms, name="terms"),
    path("account/consents/", privacy.consents, name="consents"),
    path("account/privacy/", privacy.overview, name="privacy"),
    path("account/privacy/export/", privacy.ask_export, name="privacy-export"),
    path("account/privacy/exports/<uuid:public_id>/", privacy.download, name="privacy-download"),
    path("account/privacy/erase/", privacy.erase, name="privacy-erase"),
    path("account/privacy/erase/cancel/", privacy.cancel_erase, name="privacy-erase-cancel"),
    path("account/notifications/", notifications.notification_choices, name="notification-choices"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications-read"),
    path("notifications/stop/<str:token>/", notifications.stop, name="notification-stop"),
    path("notifications/<uuid:public_id>/", notifications.open_notification, name="notification"),
    path("notifications/<uuid:public_id>/read/", notifications.read_notification, name="notification-read"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="invitation-accept"),
    path("invitations/<str:token>/no/", invitations.decline, name="invitation-decline"),
    path("partners/<slug:slug>/", partners.partner, name="partner"),
    path("partners/<slug:slug>/edit/", partners.edit, name="partner-edit"),
    path("partners/<slug:slug>/clients/", partners.add_client, name="partner-clients"),
    path("partners/<slug:slug>/clients/<uuid:public_id>/", clients.client, name="partner-client"),
    path(
        "partners/<slug:slug>/clients/<uuid:public_id>/contacts/<uuid:contact_id>/remove/",
        clients.drop_contact,
        name="partner-client-contact",
    ),
    path("partners/<slug:slug>/people/", partners_people.people, name="partner-people"),
    path("partners/<slug:slug>/people/sheet/", partners_people.sheet, name="partner-sheet"),
    path("partners/<slug:slug>/people/factors/", partners_people.factors, name="partner-factors"),
    path("partners/<slug:slug>/people/<uuid:public_id>/role/", partners_people.role, name="partner-role"),
    path(
        "partners/<slug:slug>/people/<uuid:public_id>/remove/", partners_people.remove, name="partner-remove"
    ),
    path(
        "partners/<slug:slug>/invitations/<uuid:public_id>/withdraw/",
        partners_people.withdraw,
        name="partner-withdraw",
    ),
    path("programme/partners/", programme.partners, name="programme-partners"),
    path("programme/partners/new/", programme.partner_new, name="programme-partner-new"),
    path("programme/partners/<slug:slug>/", programme.partner, name="programme-partner"),
    path("programme/partners/<slug:slug>/review/", agreements.review, name="partner-review"),
    path("programme/partners/<slug:slug>/decide/", agreements.decide, name="partner-decide"),
    path("programme/partners/<slug:slug>/check/", agreements.check, name="partner-check"),
    path("partners/<slug:slug>/agreement/", agreements.agreement, name="partner-agreement"),
    path("partners/<slug:slug>/agreement/appeal/", agreements.appeal, name="partner-appeal"),
    path("programme/partners/<slug:slug>/appeal/", agreements.answer_appeal, name="partner-appeal-answer"),
    path("partners/<slug:slug>/agreement/sign/", agreements.sign, name="partner-sign"),
    path("partners/<slug:slug>/agreement/evidence/", agreements.evidence, name="partner-evidence"),
    path(
        "partners/<slug:slug>/agreement/evidence/<uuid:public_id>/",
        agreements.document,
        name="partner-document",
    ),
    path("programme/audit/", audit.audit_log, name="audit"),
    path("programme/audit/check/", audit.check, name="audit-check"),
    path("outbox/", mail.outbox, name="outbox"),
    path("outbox/<uuid:public_id>/", mail.outbox_mail, name="outbox-mail"),
    path("outbox/<uuid:public_id>/html/", mail.outbox_html, name="outbox-html"),
]
