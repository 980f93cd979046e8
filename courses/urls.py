"""The pages of courses."""

from django.urls import URLPattern, URLResolver

from courses.analytics.urls import urlpatterns as analytics
from courses.assessments.urls import urlpatterns as assessments
from courses.authoring.urls import urlpatterns as authoring
from courses.catalogue.urls import urlpatterns as catalogue
from courses.cohorts.urls import urlpatterns as cohorts
from courses.diagnostics.urls import urlpatterns as diagnostics
from courses.enrolments.urls import urlpatterns as enrolments
from courses.evidence.urls import urlpatterns as evidence
from courses.exchange.urls import urlpatterns as exchange
from courses.gradebook.urls import urlpatterns as gradebook
from courses.joining.urls import urlpatterns as joining
from courses.lessons.urls import urlpatterns as lessons
from courses.meetings.urls import urlpatterns as meetings
from courses.messages.urls import urlpatterns as messages
from courses.plans.urls import urlpatterns as plans
from courses.programme.urls import urlpatterns as programme
from courses.progress.urls import urlpatterns as progress
from courses.quizzes.urls import urlpatterns as quizzes
from courses.readiness.urls import urlpatterns as readiness
from courses.recall.urls import urlpatterns as recall
from courses.search.urls import urlpatterns as search
from courses.worksamples.urls import urlpatterns as worksamples

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    # Addresses are tried in this order: what learners ask for all day comes first.
    *quizzes,
    *lessons,
    *progress,
    *catalogue,
    *messages,
    *plans,
    *joining,
    *readiness,
    *cohorts,
    *meetings,
    *enrolments,
    *gradebook,
    *analytics,
    *programme,
    *worksamples,
    *diagnostics,
    *recall,
    *search,
    *exchange,
    *evidence,
    *assessments,
    *authoring,
]
