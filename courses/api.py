"""What other apps may import from courses. Everything else is private to this app.

What only authors and attempts need is loaded when it is first asked for: no page pays for it at its start.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from courses.analytics.engine.attention import LearnerFacts, Limits, Reason, Rule, most_urgent_first
from courses.analytics.engine.attention import reasons as attention_reasons
from courses.analytics.selectors import NudgeLine, newest_nudges, nudges_of
from courses.analytics.services import send_nudge
from courses.catalogue.kinds import ActivityKind, BaseKind, all_kinds, get_kind, register_kind
from courses.catalogue.models import Activity, Course, CourseVersion, FrozenModel, FrozenQuerySet, Module
from courses.catalogue.selectors import (
    CompiledModule,
    CompiledVersion,
    compiled_version,
    flagship_version,
    forget_compiled,
    package_files,
)
from courses.cohorts.access import cohorts_for, get_cohort_enrolment_for, get_cohort_for
from courses.cohorts.engine.sheets import safe_cell
from courses.cohorts.entitlement import UnfitLeader, issuing_blocks, opening_blocks, unfit_leaders
from courses.cohorts.models import Cohort, CohortInstructor, CohortState
from courses.cohorts.services import (
    assign_instructor,
    create_cohort,
    enrol_in_cohort,
    invite_learner,
    open_cohort,
)
from courses.content.engine.errors import BrokenPackage, ContentError, Severity, warning
from courses.content.engine.package import ActivitySource, Package
from courses.content.engine.wording import local
from courses.diagnostics.access import get_check_for, has_short_check, readiness_of
from courses.enrolments.access import get_enrolment_for, is_open_at
from courses.enrolments.models import Enrolment, Source
from courses.enrolments.services import choose_track, end_enrolment, enrol_openly
from courses.joining.services import join as join_by_code
from courses.joining.services import set_link as set_join_link
from courses.meetings.engine.presence import Presence
from courses.meetings.engine.presence import Status as PresenceStatus
from courses.meetings.models import Attendance, AttendanceSource, Meeting
from courses.meetings.selectors import (
    DeskMeeting,
    MeetingLine,
    attendance_events,
    meetings_today,
    next_meeting,
)
from courses.messages.access import get_own_talk_for, get_team_talk_for
from courses.messages.selectors import WaitingMessage, messages_waiting, reports_waiting
from courses.messages.services import note_reading, send_announcement, write_announcement
from courses.messages.talking import send_message
from courses.plans.services import keep_plan
from courses.programme.engine.accreditation import Action as AccreditationAction
from courses.programme.models import Accreditation, Authorisation, EvidenceCode
from courses.programme.selectors import GateLine, ending_soon
from courses.programme.services import authorise, hand_in, move_accreditation, propose
from courses.progress.access import LearnerActivity, get_activity_for, get_learner_course_for
from courses.progress.engine.completion import Requirement, State
from courses.progress.engine.goals import even_dates
from courses.progress.goals import Goal, first_goal, goal_of, next_activity
from courses.progress.impact import MarkChange, Touched, register_mark_impact
from courses.progress.models import Completion, Mark, Standing
from courses.progress.selectors import completion_facts, credential_lines, states_in
from courses.progress.services import mark_done, note_place, note_started, record_result
from courses.progress.signals import course_completed
from courses.quizzes.timed import register_timed_work
from courses.readiness.registry import CheckLine, LineState, Moment, counted_line, register_cohort_check
from courses.recall.engine.answers import right_given
from courses.recall.selectors import WarmUp, warm_up_of
from courses.recall.services import answer_return
from courses.schedules.selectors import Dates, dates_for
from courses.worksamples.models import Rating

if TYPE_CHECKING:
    from courses.authoring.services import upload_package
    from courses.catalogue.services import Published, check_package, publish_package
    from courses.content.engine.documents import Document
    from courses.content.engine.reader import read_package, write_zip
    from courses.diagnostics.services import answer_sitting, finish_sitting, start_sitting
    from courses.meetings.services.planning import Details as MeetingDetails
    from courses.meetings.services.planning import cancel_meeting, plan_meetings
    from courses.meetings.services.presence import record_presence
    from courses.quizzes.compiled import quiz_of
    from courses.quizzes.engine.solve import right_answer
    from courses.quizzes.selectors.attempts import extra_percent_of
    from courses.quizzes.services.attempts import save_answer, start_attempt, submit_attempt
    from courses.worksamples.compiled import sample_of as work_sample_of
    from courses.worksamples.selectors.raters import raters_of
    from courses.worksamples.services.appeals import send_work_appeal
    from courses.worksamples.services.drafts import hand_in as hand_in_work
    from courses.worksamples.services.drafts import keep_text as keep_work_text
    from courses.worksamples.services.rating import rate as rate_work
    from courses.worksamples.services.rating import return_for_revision as return_work

_ON_FIRST_USE = {
    "MeetingDetails": "courses.meetings.services.planning:Details",
    "cancel_meeting": "courses.meetings.services.planning",
    "plan_meetings": "courses.meetings.services.planning",
    "record_presence": "courses.meetings.services.presence",
    "Published": "courses.catalogue.services",
    "check_package": "courses.catalogue.services",
    "publish_package": "courses.catalogue.services",
    "read_package": "courses.content.engine.reader",
    "upload_package": "courses.authoring.services",
    "write_zip": "courses.content.engine.reader",
    "Document": "courses.content.engine.documents",
    "right_answer": "courses.quizzes.engine.solve",
    "save_answer": "courses.quizzes.services.attempts",
    "start_attempt": "courses.quizzes.services.attempts",
    "submit_attempt": "courses.quizzes.services.attempts",
    "quiz_of": "courses.quizzes.compiled",
    "extra_percent_of": "courses.quizzes.selectors.attempts",
    "answer_sitting": "courses.diagnostics.services",
    "finish_sitting": "courses.diagnostics.services",
    "start_sitting": "courses.diagnostics.services",
    "work_sample_of": "courses.worksamples.compiled:sample_of",
    "raters_of": "courses.worksamples.selectors.raters",
    "send_work_appeal": "courses.worksamples.services.appeals",
    "hand_in_work": "courses.worksamples.services.drafts:hand_in",
    "keep_work_text": "courses.worksamples.services.drafts:keep_text",
    "rate_work": "courses.worksamples.services.rating:rate",
    "return_work": "courses.worksamples.services.rating:return_for_revision",
}


def __getattr__(name: str) -> Any:
    if name in _ON_FIRST_USE:
        module, _colon, own_name = _ON_FIRST_USE[name].partition(":")
        return getattr(import_module(module), own_name or name)
    raise AttributeError(f"courses.api offers no {name!r}")


__all__ = [
    "Accreditation",
    "AccreditationAction",
    "Activity",
    "ActivityKind",
    "ActivitySource",
    "Attendance",
    "AttendanceSource",
    "Authorisation",
    "BaseKind",
    "BrokenPackage",
    "CheckLine",
    "Cohort",
    "CohortInstructor",
    "CohortState",
    "CompiledModule",
    "CompiledVersion",
    "Completion",
    "ContentError",
    "Course",
    "CourseVersion",
    "Dates",
    "DeskMeeting",
    "Document",
    "Enrolment",
    "EvidenceCode",
    "FrozenModel",
    "FrozenQuerySet",
    "GateLine",
    "Goal",
    "LearnerActivity",
    "LearnerFacts",
    "Limits",
    "LineState",
    "Mark",
    "MarkChange",
    "Meeting",
    "MeetingDetails",
    "MeetingLine",
    "Module",
    "Moment",
    "NudgeLine",
    "Package",
    "Presence",
    "PresenceStatus",
    "Published",
    "Rating",
    "Reason",
    "Requirement",
    "Rule",
    "Severity",
    "Source",
    "Standing",
    "State",
    "Touched",
    "UnfitLeader",
    "WaitingMessage",
    "WarmUp",
    "all_kinds",
    "answer_return",
    "answer_sitting",
    "assign_instructor",
    "attendance_events",
    "attention_reasons",
    "authorise",
    "cancel_meeting",
    "check_package",
    "choose_track",
    "cohorts_for",
    "compiled_version",
    "completion_facts",
    "counted_line",
    "course_completed",
    "create_cohort",
    "credential_lines",
    "dates_for",
    "end_enrolment",
    "ending_soon",
    "enrol_in_cohort",
    "enrol_openly",
    "even_dates",
    "extra_percent_of",
    "finish_sitting",
    "first_goal",
    "flagship_version",
    "forget_compiled",
    "get_activity_for",
    "get_check_for",
    "get_cohort_enrolment_for",
    "get_cohort_for",
    "get_enrolment_for",
    "get_kind",
    "get_learner_course_for",
    "get_own_talk_for",
    "get_team_talk_for",
    "goal_of",
    "hand_in",
    "hand_in_work",
    "has_short_check",
    "invite_learner",
    "is_open_at",
    "issuing_blocks",
    "join_by_code",
    "keep_plan",
    "keep_work_text",
    "local",
    "mark_done",
    "meetings_today",
    "messages_waiting",
    "most_urgent_first",
    "move_accreditation",
    "newest_nudges",
    "next_activity",
    "next_meeting",
    "note_place",
    "note_reading",
    "note_started",
    "nudges_of",
    "open_cohort",
    "opening_blocks",
    "package_files",
    "plan_meetings",
    "propose",
    "publish_package",
    "quiz_of",
    "rate_work",
    "raters_of",
    "read_package",
    "readiness_of",
    "record_presence",
    "record_result",
    "register_cohort_check",
    "register_kind",
    "register_mark_impact",
    "register_timed_work",
    "reports_waiting",
    "return_work",
    "right_answer",
    "right_given",
    "safe_cell",
    "save_answer",
    "send_announcement",
    "send_message",
    "send_nudge",
    "send_work_appeal",
    "set_join_link",
    "start_attempt",
    "start_sitting",
    "states_in",
    "submit_attempt",
    "unfit_leaders",
    "upload_package",
    "warm_up_of",
    "warning",
    "work_sample_of",
    "write_announcement",
    "write_zip",
]
