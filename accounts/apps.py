from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.invitations.kinds import register_invitation_kind
        from accounts.notices import register as register_notices
        from accounts.partners import receivers as factors  # noqa: F401  # a second factor comes or goes
        from accounts.partners.kind import ClientContactInvitation, PartnerRoleInvitation
        from accounts.privacy import receivers as consents  # noqa: F401  # whoever signs up accepts the terms
        from accounts.privacy.parts import register_parts
        from accounts.privacy.timed import register as register_clocks
        from accounts.users import receivers  # noqa: F401  # connects allauth's signals

        register_parts()
        register_clocks()
        register_notices()
        register_invitation_kind(PartnerRoleInvitation())
        register_invitation_kind(ClientContactInvitation())
