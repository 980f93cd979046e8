import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import labs.sessions.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("courses", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("variant", models.CharField(max_length=20)),
                (
                    "mode",
                    models.CharField(
                        choices=[("guided", "Practice"), ("assessed", "Assessed")], max_length=10
                    ),
                ),
                (
                    "seed",
                    models.CharField(default=labs.sessions.models.new_secret, editable=False, max_length=64),
                ),
                (
                    "salt",
                    models.CharField(default=labs.sessions.models.new_secret, editable=False, max_length=64),
                ),
                ("forked_at_seq", models.PositiveIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_how", models.CharField(blank=True, max_length=20)),
                ("last_seq", models.PositiveIntegerField(default=0)),
                ("clock", models.PositiveIntegerField(default=0)),
                ("turns_taken", models.PositiveIntegerField(default=0)),
                ("tokens_used", models.PositiveIntegerField(default=0)),
                ("first_act_key", models.CharField(blank=True, max_length=64)),
                ("killed_at", models.DateTimeField(blank=True, null=True)),
                ("self_rating", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                ("reflection", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_sessions",
                        to="courses.activity",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_sessions",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "forked_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forks",
                        to="labs.labsession",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(fields=["enrolment", "activity"], name="lab_session_by_activity"),
                    models.Index(fields=["ended_at"], name="lab_session_by_end"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("forked_from", None)),
                        fields=("enrolment", "activity", "mode"),
                        name="one_open_session_per_activity_and_mode",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("first_act_key", ""), _negated=True),
                        fields=("enrolment", "first_act_key"),
                        name="one_session_per_start_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), models.Q(("ended_how", ""), _negated=True), _connector="OR"
                        ),
                        name="an_ended_session_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("self_rating", None), ("self_rating__lte", 10), _connector="OR"),
                        name="self_rating_is_at_most_ten",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rubric_sha", models.CharField(max_length=64)),
                ("points", models.PositiveSmallIntegerField()),
                ("possible", models.PositiveSmallIntegerField(default=10)),
                ("pass_mark", models.PositiveSmallIntegerField(default=7)),
                ("passed", models.BooleanField()),
                ("has_red_line", models.BooleanField(default=False)),
                ("result", models.JSONField(default=dict)),
                ("counts", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="labs.labsession",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "rubric_sha"), name="one_evaluation_per_rubric"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", models.F("possible"))),
                        name="evaluation_points_within_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_global", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_switches",
                        to="courses.cohort",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-set_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("cohort",),
                        name="one_standing_switch_per_cohort",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_global", True), ("lifted_at", None)),
                        fields=("is_global",),
                        name="one_standing_switch_for_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cohort", None), ("is_global", True)),
                            models.Q(("cohort__isnull", False), ("is_global", False)),
                            _connector="OR",
                        ),
                        name="a_switch_is_global_or_of_a_cohort",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("after_seq", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting to be spoken"),
                            ("speaking", "being spoken"),
                            ("done", "whole"),
                            ("stopped", "stopped by the learner"),
                            ("interrupted", "interrupted"),
                            ("killed", "stopped by the switch"),
                        ],
                        default="pending",
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("lease", models.CharField(blank=True, max_length=32)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("stop_asked_at", models.DateTimeField(blank=True, null=True)),
                ("engine", models.CharField(blank=True, max_length=120)),
                ("fell_back", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("first_text_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("prompt_tokens", models.PositiveIntegerField(default=0)),
                ("reply_tokens", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="labs.labsession",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["pending", "speaking"])),
                        fields=["leased_until"],
                        name="lab_turn_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "number"), name="one_turn_per_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["pending", "speaking"])),
                        fields=("session",),
                        name="one_open_turn_per_session",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonaVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, verbose_name="short name")),
                ("digest", models.CharField(max_length=64)),
                ("spec", models.JSONField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "digest"), name="one_row_per_persona_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("points", models.PositiveSmallIntegerField()),
                ("possible", models.PositiveSmallIntegerField(default=10)),
                ("passed", models.BooleanField()),
                ("has_red_line", models.BooleanField(default=False)),
                ("changes", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="labs.evaluation",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "reviewer"), name="one_review_per_reviewer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", models.F("possible"))),
                        name="review_points_within_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewedCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criterion", models.PositiveSmallIntegerField()),
                ("rule_points", models.PositiveSmallIntegerField()),
                ("points", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(blank=True, max_length=2000)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="criteria", to="labs.review"
                    ),
                ),
            ],
            options={
                "ordering": ["review", "criterion"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "criterion"), name="one_verdict_per_criterion"),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", 2), ("rule_points__lte", 2)),
                        name="a_criterion_has_at_most_two_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points", models.F("rule_points")),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_changed_verdict_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("red_line", "Red line"),
                            ("appeal", "Appeal"),
                            ("sample", "Sample"),
                            ("all", "Every run"),
                            ("second", "Second reviewer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=2)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closes",
                        to="labs.review",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_requests",
                        to="labs.evaluation",
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "due_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_by", None)),
                        fields=("evaluation", "cause"),
                        name="one_open_request_per_cause",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criterion", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text", models.TextField(max_length=2000, verbose_name="what should be looked at again")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="labs.reviewrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ScenarioVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, verbose_name="short name")),
                ("version", models.CharField(max_length=30, verbose_name="version")),
                ("digest", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("package", models.JSONField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "persona",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scenarios",
                        to="labs.personaversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "digest"), name="one_row_per_scenario_version")
                ],
            },
        ),
        migrations.AddField(
            model_name="labsession",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="labs.scenarioversion",
            ),
        ),
        migrations.CreateModel(
            name="LabEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                ("clock", models.PositiveIntegerField()),
                ("ts", models.CharField(max_length=40)),
                ("actor", models.CharField(max_length=12)),
                ("type", models.CharField(max_length=40)),
                ("params", models.JSONField(default=dict)),
                ("private", models.JSONField(blank=True, null=True)),
                ("prev_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("state_hash", models.CharField(max_length=64)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="labs.labsession",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "seq"],
                "constraints": [models.UniqueConstraint(fields=("session", "seq"), name="one_event_per_seq")],
            },
        ),
        migrations.CreateModel(
            name="LabAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("act", models.CharField(max_length=20)),
                ("first_seq", models.PositiveIntegerField()),
                ("last_seq", models.PositiveIntegerField()),
                ("refusal", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="labs.labsession"
                    ),
                ),
            ],
            options={
                "ordering": ["session", "pk"],
                "constraints": [models.UniqueConstraint(fields=("session", "key"), name="one_act_per_key")],
            },
        ),
    ]
