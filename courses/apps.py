from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.catalogue.kinds import register_kind
        from courses.lessons.kind import LessonKind
        from courses.quizzes.kind import QuizKind

        register_kind(LessonKind())
        register_kind(QuizKind())
