"""What the mails about an account say. The keys are the names by which allauth asks for a mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Letter:
    """`link` names the entry of allauth's context that holds the address of the button."""

    subject: Text
    text: Text
    why: Text
    link: str = ""
    button: Text = ""
    is_notice: bool = False


_ASKED = _("You get this mail because this address was entered at Ready Room. Was it not you? Do nothing.")
_CHANGED = _("You get this mail because your account was changed. It is part of the service.")


def _notice(subject: Text, text: Text) -> Letter:
    return Letter(subject=subject, text=text, why=_CHANGED, is_notice=True)


LETTERS: dict[str, Letter] = {
    "email_confirmation": Letter(
        _("Your code to confirm this address"),
        _("Type this code in the page that you have open. It works for 15 minutes."),
        _ASKED,
        link="activate_url",
        button=_("Confirm this address"),
    ),
    "email_confirmation_signup": Letter(
        _("Your code to finish signing up"),
        _("Welcome. Type this code in the page that you have open. It works for 15 minutes."),
        _ASKED,
        link="activate_url",
        button=_("Confirm this address"),
    ),
    "login_code": Letter(
        _("Your code to sign in"),
        _("Type this code in the page that you have open. It works for 15 minutes."),
        _ASKED,
    ),
    "password_reset_key": Letter(
        _("Choose a new password"),
        _("Open the page below to choose a new password. The link works once."),
        _ASKED,
        link="password_reset_url",
        button=_("Choose a new password"),
    ),
    "account_already_exists": Letter(
        _("You have an account already"),
        _(
            "Somebody tried to sign up with this address. You have an account: sign in, or choose a new password."
        ),
        _ASKED,
        link="password_reset_url",
        button=_("Choose a new password"),
    ),
    "unknown_account": Letter(
        _("There is no account for this address"),
        _("Somebody tried to sign in with this address. There is no account for it. You can make one."),
        _ASKED,
        link="signup_url",
        button=_("Create an account"),
    ),
    "email_changed": _notice(_("Your address was changed"), _("Your account now uses another address.")),
    "email_confirm": _notice(_("Your address is confirmed"), _("This address now belongs to your account.")),
    "email_deleted": _notice(_("An address was removed"), _("An address was removed from your account.")),
    "password_changed": _notice(
        _("Your password was changed"), _("Your password was changed. All other sessions were ended.")
    ),
    "password_reset": _notice(
        _("Your password was changed"), _("You chose a new password. All other sessions were ended.")
    ),
    "password_set": _notice(_("You have a password now"), _("A password was set for your account.")),
    "recovery_codes_generated": _notice(
        _("You have new recovery codes"), _("New recovery codes were made. The old ones no longer work.")
    ),
    "totp_activated": _notice(
        _("An authenticator app is on"),
        _("From now on, signing in asks for a code of your authenticator app."),
    ),
    "totp_deactivated": _notice(
        _("The authenticator app is off"), _("Signing in no longer asks for a code of an authenticator app.")
    ),
    "webauthn_added": _notice(_("A passkey was added"), _("A passkey was added to your account.")),
    "webauthn_removed": _notice(_("A passkey was removed"), _("A passkey was removed from your account.")),
}
