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
        from courses.messages import checks as message_checks
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
        register_cohort_check("messages", Moment.CLOSING, message_checks.closing_lines)
        for name, label, part in (
            ("quizzes", _("Answers in quizzes and exams"), quizzes),
            ("work_samples", _("Work samples"), works),
            ("diagnostics", _("Readiness checks"), diagnostics),
            ("question_drafts", _("Imported questions"), exchange),
            ("join_requests", _("Requests for a seat"), joining),
            ("courses", _("Courses and marks"), privacy),
            ("programme", _("Accreditation of instructors"), programme),
            ("meetings", _("Meetings and attendance"), meetings),
            ("messages", _("Announcements and messages"), messages),
            ("nudges", _("Reminders from instructors"), nudges),
        ):
            register_personal_data(name, label, models=part.MODELS, export=part.export, erase=part.erase)
