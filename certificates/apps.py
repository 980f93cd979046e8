from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import certificates.checks  # noqa: F401 - makes the check known
        from accounts.api import register_partner_impact
        from certificates.credentials.impact import partner_impact as credentials_impact
        from certificates.credentials.mark_impact import mark_impact
        from certificates.notices import register as register_notices
        from certificates.privacy import register
        from certificates.receivers import on_course_completed
        from certificates.requests.closing import closing_lines
        from certificates.requests.impact import partner_impact as requests_impact
        from courses.api import Moment, course_completed, register_cohort_check, register_mark_impact

        register_notices()
        register_partner_impact(credentials_impact)
        register_mark_impact(mark_impact)
        register_partner_impact(requests_impact)
        register_cohort_check("certificates", Moment.CLOSING, closing_lines)
        course_completed.connect(on_course_completed, dispatch_uid="certificates.issue_if_eligible")
        register()
