from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.api import register_invitation_kind
        from courses.catalogue.kinds import register_kind
        from courses.cohorts.kind import CohortInvitation
        from courses.lessons.kind import LessonKind
        from courses.quizzes.kind import QuizKind

        register_kind(LessonKind())
        register_kind(QuizKind())
        register_invitation_kind(CohortInvitation())
