"""The pages of certificates: public checks, the issuer's documents, the holder's page, the programme's pages."""

from django.urls import URLPattern, URLResolver, path, re_path

from certificates.badges import views as badges
from certificates.batches import urls as batches
from certificates.credentials import urls as credentials
from certificates.ledger import views as ledger
from certificates.renewals import urls as renewals
from certificates.requests import urls as requests
from certificates.signing import views as signing
from certificates.verification import views as verification

app_name = "certificates"
urlpatterns: list[URLPattern | URLResolver] = [
    # Short and without a slash at the end: it is printed, scanned in upper case, and typed.
    re_path(r"^[vV]/(?P<public_id>[^/]{1,64})/?$", verification.public, name="public"),
    path("v/<str:public_id>/badge.json", verification.badge, {"ending": "json"}, name="badge-json"),
    path("v/<str:public_id>/badge.jwt", verification.badge, {"ending": "jwt"}, name="badge-token"),
    path("v/<str:public_id>/report/", verification.report, name="report"),
    path("s/<str:token>", verification.shared, name="shared"),
    path("verify/", verification.verify, name="verify"),
    path("verify/file/", verification.verify_file, name="verify-file"),
    path("verify/digest/<str:digest>/", verification.verify_digest, name="verify-digest"),
    path("verify/reported/", verification.report_thanks, name="report-thanks"),
    path(".well-known/did.json", badges.did, name="did"),
    path(".well-known/jwks.json", badges.jwks, name="jwks"),
    path(".well-known/certificate-log", ledger.log, name="log"),
    path(".well-known/certificate-root.pem", signing.root_certificate, name="root-certificate"),
    path("partners/<slug:slug>/did.json", badges.partner_did, name="partner-did"),
    path("status/<str:purpose>/<int:number>", badges.status_list, name="status-list"),
    path("achievements/<slug:slug>/<str:version>", badges.achievement, name="achievement"),
    *batches.urlpatterns,
    *requests.urlpatterns,
    *renewals.urlpatterns,
    *credentials.urlpatterns,
]
