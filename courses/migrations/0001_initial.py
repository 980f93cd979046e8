import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import courses.cohorts.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("is_required", models.BooleanField(default=True)),
                ("counts", models.CharField(blank=True, max_length=20)),
                ("competency", models.CharField(blank=True, max_length=10)),
                ("level", models.CharField(blank=True, max_length=2)),
                ("file", models.CharField(max_length=300)),
                ("digest", models.CharField(max_length=64)),
                ("spec", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name_plural": "activities",
                "ordering": ["version", "position"],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="short name")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("is_listed", models.BooleanField(default=True, verbose_name="shown in the catalogue")),
                (
                    "is_open",
                    models.BooleanField(
                        default=True,
                        help_text="Anyone who is signed in may start it.",
                        verbose_name="open enrolment",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=64,
                        validators=[courses.cohorts.models.validate_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                (
                    "seats",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20000),
                        ],
                        verbose_name="seats",
                    ),
                ),
                (
                    "join_code",
                    models.CharField(
                        blank=True, max_length=12, null=True, unique=True, verbose_name="join code"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="accounts.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-opens_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "name"), name="one_cohort_name_per_partner"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="cohort_closes_after_it_opens",
                    ),
                    models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="cohort_has_a_seat"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "open", "closed"])),
                        name="cohort_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CohortInstructor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teaching",
                        to="courses.cohort",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teaching",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "user"), name="one_post_per_instructor")
                ],
            },
        ),
        migrations.AddField(
            model_name="cohort",
            name="instructors",
            field=models.ManyToManyField(
                related_name="+",
                through="courses.CohortInstructor",
                through_fields=("cohort", "user"),
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=64)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("key", "Change the key"),
                            ("accept", "Accept another answer"),
                            ("void", "Withdraw the question"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "item",
                    models.JSONField(
                        default=dict, help_text="The question as it is from now on; empty: withdrawn."
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="courses.activity",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["activity", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "number"), name="one_correction_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="correction_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=40, verbose_name="version")),
                ("title", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("spec", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="courses.course",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["course", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "digest"), name="one_version_per_digest"),
                    models.UniqueConstraint(fields=("course", "number"), name="one_version_per_number"),
                ],
            },
        ),
        migrations.AddField(
            model_name="course",
            name="published",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.courseversion",
            ),
        ),
        migrations.AddField(
            model_name="cohort",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cohorts",
                to="courses.courseversion",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="courses.courseversion",
            ),
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("open", "Open enrolment"),
                            ("invitation", "Invitation"),
                            ("code", "Join code"),
                            ("staff", "Added by staff"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("track", models.CharField(blank=True, max_length=40, verbose_name="track")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes")),
                ("has_own_dates", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("end_reason", models.CharField(blank=True, max_length=40)),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="completed")),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.clientorganisation",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="courses.cohort",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="courses.courseversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["cohort"],
                        name="enrolment_open_in_cohort",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "version"),
                        name="one_open_enrolment_per_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at", None),
                            ("opens_at", None),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="enrolment_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="enrolment_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("achievement", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="courses.enrolment",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("announced_at", None)),
                        fields=["created_at"],
                        name="completion_unannounced",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "achievement"), name="one_completion_per_achievement"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("open", "open"), ("ticketed", "ticketed")], default="open", max_length=10
                    ),
                ),
                (
                    "seed",
                    models.BigIntegerField(
                        help_text="The form and every order in it follow from this number."
                    ),
                ),
                (
                    "items",
                    models.JSONField(help_text="The keys of the form's questions, in the order shown."),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("base_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("extra_seconds", models.PositiveIntegerField(default=0)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.CharField(
                        blank=True, choices=[("learner", "you"), ("time", "the clock")], max_length=10
                    ),
                ),
                ("points", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("possible", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("passed", models.BooleanField(null=True)),
                (
                    "results",
                    models.JSONField(
                        default=list, help_text="After marking: key, points and state of each question."
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(default=0, help_text="The corrections its marks follow."),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="courses.activity",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="courses.enrolment",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("submitted_at", None)),
                        fields=["ends_at"],
                        name="attempt_running_out",
                    ),
                    models.Index(fields=["activity", "submitted_at"], name="attempt_by_activity"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("submitted_at", None)),
                        fields=("enrolment", "activity"),
                        name="one_open_attempt_per_activity",
                    ),
                    models.UniqueConstraint(
                        fields=("enrolment", "activity", "number"), name="one_attempt_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_by", ""), ("submitted_at", None)),
                            models.Q(
                                ("submitted_at__isnull", False), models.Q(("closed_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="attempt_closed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points", None),
                            models.Q(("points__gte", 0), ("points__lte", models.F("possible"))),
                            _connector="OR",
                        ),
                        name="attempt_points_within_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.activity"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lesson_work",
                        to="courses.enrolment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "activity"), name="one_work_per_lesson")
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=120)),
                ("points", models.DecimalField(decimal_places=3, max_digits=9)),
                ("possible", models.DecimalField(decimal_places=3, max_digits=9)),
                ("passed", models.BooleanField(null=True)),
                ("outcome", models.CharField(max_length=40)),
                ("detail", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="courses.activity",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="courses.mark",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.courseversion",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["activity", "enrolment"], name="mark_by_activity")],
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "key"), name="one_mark_per_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__gte", 0), ("possible__gte", 0), ("points__lte", models.F("possible"))
                        ),
                        name="mark_points_within_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="replacing_mark_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("spec", models.JSONField(default=dict)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="modules",
                        to="courses.courseversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="one_module_per_key"),
                    models.UniqueConstraint(fields=("version", "position"), name="one_module_per_position"),
                ],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="module",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="courses.module",
            ),
        ),
        migrations.CreateModel(
            name="ModuleWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prediction", models.CharField(blank=True, max_length=300)),
                ("predicted_at", models.DateTimeField(blank=True, null=True)),
                ("reflection", models.TextField(blank=True)),
                ("reflected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="module_work",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.module"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "module"), name="one_work_per_module")
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("data", models.BinaryField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="courses.courseversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "path"), name="one_file_per_path")
                ],
            },
        ),
        migrations.CreateModel(
            name="Regrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=64)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("key", "Change the key"),
                            ("accept", "Accept another answer"),
                            ("void", "Withdraw the question"),
                        ],
                        max_length=8,
                    ),
                ),
                ("item", models.JSONField(default=dict)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("preview", "Preview"), ("running", "Running"), ("done", "Done")],
                        default="preview",
                        max_length=8,
                    ),
                ),
                (
                    "keeps_passes",
                    models.BooleanField(
                        default=True,
                        help_text="The error was ours.",
                        verbose_name="who would lose the pass keeps it",
                    ),
                ),
                (
                    "tells_learners",
                    models.BooleanField(default=True, verbose_name="tell the people whose mark changes"),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "after_attempt",
                    models.BigIntegerField(default=0, help_text="The last attempt that was done."),
                ),
                ("seen", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regrades",
                        to="courses.activity",
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "correction",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regrade",
                        to="courses.correction",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correction", None), ("state", "preview")),
                            models.Q(
                                models.Q(("state", "preview"), _negated=True), ("correction__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="regrade_applied_with_its_correction",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("states", models.JSONField(default=dict)),
                ("done", models.PositiveIntegerField(default=0)),
                ("required", models.PositiveIntegerField(default=0)),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("resume_key", models.CharField(blank=True, max_length=80)),
                ("resume_at", models.CharField(blank=True, max_length=120)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing",
                        to="courses.enrolment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("place", models.CharField(max_length=200, verbose_name="place")),
                ("opens_at", models.DateTimeField(verbose_name="from")),
                ("closes_at", models.DateTimeField(verbose_name="until")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("admitted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="courses.activity",
                    ),
                ),
                (
                    "admitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "attempt",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticket",
                        to="courses.attempt",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["opens_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="ticket_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("admitted_at", None), ("admitted_by", None)),
                            models.Q(("admitted_at__isnull", False), ("admitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_admitted_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("attempt", None), ("withdrawn_at", None)),
                        fields=("enrolment", "activity"),
                        name="one_unused_ticket",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Accommodation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "extra_percent",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(300),
                        ],
                        verbose_name="extra time in per cent",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accommodation",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("extra_percent__gte", 1), ("extra_percent__lte", 300)),
                        name="extra_time_within_bounds",
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
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="question")),
                ("reason", models.TextField(max_length=2000, verbose_name="why")),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "Sent"), ("upheld", "Upheld"), ("kept", "Mark kept")],
                        default="sent",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.TextField(blank=True, max_length=2000, verbose_name="answer to the learner"),
                ),
                ("share", models.DecimalField(blank=True, decimal_places=3, max_digits=4, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="courses.attempt",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "sent")), fields=["created_at"], name="appeal_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "number"), name="one_appeal_per_question"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="appeal_decided_or_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share", None), models.Q(("share__gte", 0), ("share__lte", 1)), _connector="OR"
                        ),
                        name="appeal_share_within_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("value", models.TextField(help_text="The answer as JSON; null is no answer.")),
                (
                    "sure",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Not said"), (1, "Guessing"), (2, "Fairly sure"), (3, "Certain")],
                        default=0,
                    ),
                ),
                ("is_flagged", models.BooleanField(default=False)),
                ("version", models.BigIntegerField()),
                ("saved_at", models.DateTimeField()),
                ("history", models.TextField(blank=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="courses.attempt",
                    ),
                ),
            ],
            options={
                "ordering": ["attempt", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "number"), name="one_answer_per_question")
                ],
            },
        ),
        migrations.CreateModel(
            name="BankItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("position", models.PositiveIntegerField()),
                ("type", models.CharField(max_length=20)),
                ("competency", models.CharField(blank=True, max_length=16)),
                ("cognitive", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_items",
                        to="courses.activity",
                    ),
                ),
            ],
            options={
                "ordering": ["activity", "position"],
                "indexes": [models.Index(fields=["digest"], name="bank_item_by_digest")],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "key"), name="one_bank_item_per_key")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="one_activity_per_key"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("version", "position"), name="one_activity_per_position"
            ),
        ),
    ]
