from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from certificates.privacy import register
        from certificates.receivers import on_course_completed
        from courses.api import course_completed

        course_completed.connect(on_course_completed, dispatch_uid="certificates.issue_if_eligible")
        register()
