from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.api import register_invitation_kind, register_partner_impact, register_personal_data
        from courses import clocks, notices, privacy
        from courses.analytics import privacy as nudges
        from courses.catalogue.hooks import register_after_publish
        from courses.catalogue.kinds import register_kind
        from courses.cohorts.impact import partner_impact
        from courses.cohorts.kind import CohortInvitation
        from courses.diagnostics import privacy as diagnostics
        from courses.diagnostics.kind import DiagnosticKind
        from courses.exchange import privacy as exchange
        from courses.joining import privacy as joining
        from courses.lessons.kind import LessonKind
        from courses.meetings import checks
        from courses.meetings import privacy as meetings
        from courses.meetings.planner import CohortMeetings
        from courses.messages import privacy as messages
        from courses.plans.registry import register_meeting_planner
        from courses.programme import privacy as programme
        from courses.quizzes import privacy as quizzes
        from courses.quizzes.kind import ExamKind, QuizKind
        from courses.readiness.registry import Moment, register_cohort_check
        from courses.search.services import index_version
        from courses.worksamples import privacy as works
        from courses.worksamples.kind import WorkSampleKind

        notices.register()
        register_after_publish("search", index_version)
        clocks.register()
        register_kind(LessonKind())
        register_kind(QuizKind())
        register_kind(ExamKind())
        register_kind(WorkSampleKind())
        register_kind(DiagnosticKind())
        register_invitation_kind(CohortInvitation())
        register_partner_impact(partner_impact)
        register_meeting_planner(CohortMeetings())
        register_cohort_check("meetings", Moment.OPENING, checks.opening_lines)
        register_cohort_check("meetings", Moment.CLOSING, checks.closing_lines)
        register_personal_data(
            "quizzes",
            _("Answers in quizzes and exams"),
            models=quizzes.MODELS,
            export=quizzes.export,
            erase=quizzes.erase,
        )
        register_personal_data(
            "work_samples", _("Work samples"), models=works.MODELS, export=works.export, erase=works.erase
        )
        register_personal_data(
            "diagnostics",
            _("Readiness checks"),
            models=diagnostics.MODELS,
            export=diagnostics.export,
            erase=diagnostics.erase,
        )
        register_personal_data(
            "question_drafts",
            _("Imported questions"),
            models=exchange.MODELS,
            export=exchange.export,
            erase=exchange.erase,
        )
        register_personal_data(
            "join_requests",
            _("Requests for a seat"),
            models=joining.MODELS,
            export=joining.export,
            erase=joining.erase,
        )
        register_personal_data(
            "courses",
            _("Courses and marks"),
            models=privacy.MODELS,
            export=privacy.export,
            erase=privacy.erase,
        )
        register_personal_data(
            "programme",
            _("Accreditation of instructors"),
            models=programme.MODELS,
            export=programme.export,
            erase=programme.erase,
        )
        register_personal_data(
            "meetings",
            _("Meetings and attendance"),
            models=meetings.MODELS,
            export=meetings.export,
            erase=meetings.erase,
        )
        register_personal_data(
            "messages",
            _("Announcements and messages"),
            models=messages.MODELS,
            export=messages.export,
            erase=messages.erase,
        )
        register_personal_data(
            "nudges",
            _("Reminders from instructors"),
            models=nudges.MODELS,
            export=nudges.export,
            erase=nudges.erase,
        )
