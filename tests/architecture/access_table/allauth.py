"""Who may open allauth's pages: signing in and up, and what one changes about one's own sign-in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.passkeys import give_passkey


def make_world(cast: Cast) -> Authenticator:
    return give_passkey(cast.lena)


FOR_VISITORS = "200 302 302 302 302 302 302"
FOR_PEOPLE = "302 200 200 200 200 200 200"
ASKS_FIRST = "302 302 302 302 302 302 302"

ROWS = [
    row("account_login", None, FOR_VISITORS),
    row("account_signup", None, FOR_VISITORS),
    row("account_request_login_code", None, FOR_VISITORS),
    row("account_confirm_login_code", None, ASKS_FIRST),
    row("account_logout", None, FOR_PEOPLE),
    row("account_inactive", None, "200"),
    row("account_reauthenticate", None, FOR_PEOPLE),
    row("account_email", None, FOR_PEOPLE),
    row("account_email_verification_sent", None, ASKS_FIRST),
    row("account_change_password", None, FOR_PEOPLE),
    row("account_set_password", None, ASKS_FIRST),
    row("account_reset_password", None, "200"),
    row("account_reset_password_done", None, "200"),
    row("account_reset_password_from_key", lambda _w: ["1", "set-password"], "200"),
    row("account_reset_password_from_key_done", None, "200"),
    row("mfa_index", None, FOR_PEOPLE),
    row("mfa_authenticate", None, ASKS_FIRST),
    row("mfa_reauthenticate", None, ASKS_FIRST),
    row("mfa_reauthenticate_webauthn", None, "302 200 302 302 302 302 302"),
    row("mfa_activate_totp", None, ASKS_FIRST),
    row("mfa_deactivate_totp", None, "302 404 404 404 404 404 404"),
    row("mfa_view_recovery_codes", None, "302 404 404 404 404 404 404"),
    row("mfa_generate_recovery_codes", None, ASKS_FIRST),
    row("mfa_download_recovery_codes", None, "302 404 404 404 404 404 404"),
    row("mfa_list_webauthn", None, FOR_PEOPLE),
    row("mfa_add_webauthn", None, ASKS_FIRST),
    row("mfa_edit_webauthn", lambda w: [w.pk], ASKS_FIRST),
    row("mfa_remove_webauthn", lambda w: [w.pk], ASKS_FIRST),
    row("mfa_login_webauthn", None, ASKS_FIRST),
    row("usersessions_list", None, FOR_PEOPLE),
]
