"""Gathers the models of the rooms, so that Django finds them."""

from courses.analytics.models import Nudge
from courses.assessments.models import KeptStatistics
from courses.authoring.models import PackageDraft
from courses.catalogue.models import Activity, Course, CourseVersion, Module, PackageFile
from courses.cohorts.models import Cohort, CohortInstructor
from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting, KeptCheck
from courses.enrolments.models import Enrolment
from courses.exchange.models import DraftMedia, QuestionDraft
from courses.joining.models import JoinLink, JoinRequest
from courses.lessons.models import LessonWork, ModuleWork
from courses.meetings.models import Attendance, CalendarFeed, Meeting
from courses.messages.models import Announcement, AnnouncementRead, Message, Report, Thread
from courses.plans.models import CohortTemplate
from courses.programme.models import Accreditation, AccreditationEvidence, Authorisation
from courses.progress.models import Completion, Mark, Standing
from courses.quizzes.models import (
    Accommodation,
    Answer,
    Appeal,
    Attempt,
    BankItem,
    Correction,
    Exposure,
    Regrade,
    Ticket,
)
from courses.recall.models import RecallReturn
from courses.schedules.models import ActivityDates
from courses.search.models import SearchEntry
from courses.worksamples.models import HandIn, Rating, Refusal, Work, WorkAppeal, WorkFile

__all__ = [
    "Accommodation",
    "Accreditation",
    "AccreditationEvidence",
    "Activity",
    "ActivityDates",
    "Announcement",
    "AnnouncementRead",
    "Answer",
    "Appeal",
    "Attempt",
    "Attendance",
    "Authorisation",
    "BankItem",
    "CalendarFeed",
    "Cohort",
    "CohortInstructor",
    "CohortTemplate",
    "Completion",
    "Correction",
    "Course",
    "CourseVersion",
    "DiagnosticAnswer",
    "DiagnosticSitting",
    "DraftMedia",
    "Enrolment",
    "Exposure",
    "HandIn",
    "JoinLink",
    "JoinRequest",
    "KeptCheck",
    "KeptStatistics",
    "LessonWork",
    "Mark",
    "Meeting",
    "Message",
    "Module",
    "ModuleWork",
    "Nudge",
    "PackageDraft",
    "PackageFile",
    "QuestionDraft",
    "Rating",
    "RecallReturn",
    "Refusal",
    "Regrade",
    "Report",
    "SearchEntry",
    "Standing",
    "Thread",
    "Ticket",
    "Work",
    "WorkAppeal",
    "WorkFile",
]
