import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import certificates.credentials.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("courses", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_seq", models.PositiveBigIntegerField()),
                ("seq", models.PositiveBigIntegerField(unique=True)),
                ("hash", models.CharField(max_length=64)),
                ("root", models.CharField(max_length=64)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("kid", models.CharField(max_length=40)),
                ("token", models.TextField(help_text="The head as a compact JWS (Ed25519).")),
            ],
            options={
                "ordering": ["-seq"],
            },
        ),
        migrations.CreateModel(
            name="Achievement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80)),
                ("version", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("spec", models.JSONField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["slug", "version"], name="achievement_by_name")],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("achievement_slug", models.SlugField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("ready", "Ready"),
                            ("issuing", "Issuing"),
                            ("paused", "Paused"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="checking",
                        max_length=9,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.cohort"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["checking", "ready", "issuing", "paused"])),
                        fields=("cohort", "achievement_slug"),
                        name="one_open_batch_per_cohort_and_achievement",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=certificates.credentials.models.new_public_id,
                        editable=False,
                        max_length=26,
                        unique=True,
                    ),
                ),
                (
                    "serial",
                    models.CharField(editable=False, max_length=26, unique=True, verbose_name="number"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "Being made"),
                            ("failed", "Set aside"),
                            ("issued", "Issued"),
                            ("suspended", "Suspended"),
                            ("revoked", "Revoked"),
                            ("superseded", "Superseded"),
                        ],
                        default="preparing",
                        max_length=10,
                    ),
                ),
                ("achievement_slug", models.SlugField(max_length=80)),
                ("facts", models.TextField(help_text="Canonical JSON of every printed fact.")),
                ("facts_digest", models.CharField(max_length=64)),
                (
                    "salt",
                    models.CharField(
                        blank=True, default=certificates.credentials.models.new_salt, max_length=32
                    ),
                ),
                ("leaf", models.CharField(blank=True, max_length=64)),
                ("name_on_it", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "name_shown",
                    models.CharField(
                        choices=[
                            ("full", "Full name"),
                            ("initials", "Initials"),
                            ("confirm", "Type to confirm"),
                        ],
                        default="full",
                        max_length=8,
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("valid_until", models.DateTimeField(null=True, verbose_name="valid until")),
                ("pdf_digest", models.CharField(blank=True, max_length=64)),
                ("json_digest", models.CharField(blank=True, max_length=64)),
                ("token_digest", models.CharField(blank=True, max_length=64)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("sealed_at", models.DateTimeField(null=True)),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("evidence", "Assessment record could not be confirmed"),
                            ("fraud", "Rules of assessment were broken"),
                            ("identity", "Issued to the wrong person"),
                            ("error", "Issued by mistake"),
                            ("key", "Signed with a key that is no longer trusted"),
                            ("holder", "Withdrawn at the holder’s request"),
                        ],
                        max_length=8,
                    ),
                ),
                ("withdrawn_by_holder_at", models.DateTimeField(null=True)),
                (
                    "achievement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="certificates.achievement",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="credentials",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="credentials",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="accounts.partner",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="certificates.credential",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_at", "-pk"],
                "indexes": [
                    models.Index(fields=["holder", "-issued_at"], name="credentials_of_a_holder"),
                    models.Index(fields=["partner", "-issued_at"], name="credentials_of_a_partner"),
                    models.Index(
                        condition=models.Q(("state", "preparing")),
                        fields=["claimed_at"],
                        name="credentials_to_make",
                    ),
                    models.Index(fields=["pdf_digest"], name="credential_by_pdf"),
                    models.Index(fields=["valid_until"], name="credential_by_end"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["preparing", "failed", "issued", "suspended"])),
                        fields=("enrolment", "achievement_slug"),
                        name="one_live_credential_per_enrolment_and_achievement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gt", models.F("issued_at")), _connector="OR"
                        ),
                        name="credential_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "revoked"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="revoked_credential_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["issued", "suspended", "revoked", "superseded"]), _negated=True
                            ),
                            models.Q(
                                models.Q(("pdf_digest", ""), _negated=True),
                                models.Q(("json_digest", ""), _negated=True),
                                models.Q(("leaf", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="issued_credential_has_its_bytes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("ready", "Ready"),
                            ("claimed", "Being made"),
                            ("issued", "Issued"),
                            ("skipped", "Held before"),
                            ("aside", "Set aside"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("claimed_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="certificates.batch",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.enrolment"
                    ),
                ),
                (
                    "credential",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_row",
                        to="certificates.credential",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["batch", "state"], name="batch_rows_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "enrolment"), name="one_batch_row_per_enrolment")
                ],
            },
        ),
        migrations.CreateModel(
            name="CredentialEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issued", "Issued"),
                            ("suspended", "Suspended"),
                            ("lifted", "Suspension lifted"),
                            ("revoked", "Revoked"),
                            ("superseded", "Replaced by a new one"),
                            ("withdrawn", "Withdrawn by the holder"),
                            ("reported", "Misuse reported"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=8)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="certificates.credential",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CredentialRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("achievement_slug", models.SlugField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("checked", "Checked"),
                            ("issuing", "Being made"),
                            ("done", "Done"),
                            ("returned", "Returned"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("checked_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("issued_count", models.PositiveIntegerField(default=0)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.cohort"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "checked", "issuing"])),
                        fields=("cohort", "achievement_slug"),
                        name="one_open_request_per_cohort_and_achievement",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DesignVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(help_text="The folder in content/designs.", max_length=40)),
                ("number", models.PositiveIntegerField()),
                (
                    "paper",
                    models.CharField(
                        choices=[("a4", "A4"), ("letter", "US Letter")], default="a4", max_length=6
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("asked", "Waits for a decision"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "files_digest",
                    models.CharField(help_text="Digest over all files of the folder.", max_length=64),
                ),
                (
                    "zones",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Logo, signatory, accent colour, wording per language.",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="Digest over files, paper and zones: what a credential names.",
                        max_length=64,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.partner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slug", "partner", "number"), name="one_design_version_per_partner_and_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("partner", None)),
                        fields=("slug", "number"),
                        name="one_design_version_per_number_of_the_house",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="published_design_says_when",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="credential",
            name="design",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="certificates.designversion"
            ),
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issue", "Issued"),
                            ("suspend", "Suspended"),
                            ("lift", "Suspension lifted"),
                            ("revoke", "Revoked"),
                            ("supersede", "Superseded"),
                            ("key", "Key changed"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Writing the same fact twice keeps one entry.", max_length=80, unique=True
                    ),
                ),
                (
                    "leaf",
                    models.CharField(help_text="Salted digest of the fact; no personal data.", max_length=64),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seq", models.PositiveBigIntegerField(null=True, unique=True)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("seq", None)), fields=["id"], name="ledger_entries_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerTip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_ledger_tip")],
            },
        ),
        migrations.CreateModel(
            name="NameRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted", models.CharField(max_length=120, verbose_name="as it should be printed")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Waits"), ("done", "Made again"), ("refused", "Refused")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="name_requests",
                        to="certificates.credential",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("credential",),
                        name="one_open_name_request_per_credential",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=certificates.credentials.models.new_share_token, max_length=32, unique=True
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="for")),
                (
                    "name_shown",
                    models.CharField(
                        choices=[
                            ("full", "Full name"),
                            ("initials", "Initials"),
                            ("confirm", "Type to confirm"),
                        ],
                        default="full",
                        max_length=8,
                        verbose_name="shows",
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("opened", models.PositiveIntegerField(default=0)),
                ("opened_last_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="share_links",
                        to="certificates.credential",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kid", models.CharField(max_length=40, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF signatures (P-256)"),
                            ("badge", "Badges, status lists and log heads (Ed25519)"),
                            ("token", "Badge tokens (RSA)"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("retired", "Retired"),
                            ("compromised", "Compromised"),
                        ],
                        default="active",
                        max_length=11,
                    ),
                ),
                ("public_part", models.TextField(help_text="PEM of the public key.")),
                (
                    "certificates_pem",
                    models.TextField(
                        blank=True, help_text="PDF keys: the signer's certificate, then its issuers."
                    ),
                ),
                ("not_before", models.DateTimeField()),
                ("not_after", models.DateTimeField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "compromised_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="Signatures from this moment on are not to be trusted.",
                        null=True,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("kind",),
                        name="one_active_signing_key_per_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_after__gt", models.F("not_before"))),
                        name="signing_key_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "compromised"), _negated=True),
                            ("compromised_from__isnull", False),
                            _connector="OR",
                        ),
                        name="compromised_signing_key_says_since_when",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="credential",
            name="badge_key",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.signingkey",
            ),
        ),
        migrations.AddField(
            model_name="credential",
            name="pdf_key",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.signingkey",
            ),
        ),
        migrations.AddField(
            model_name="credential",
            name="token_key",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.signingkey",
            ),
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("revocation", "Revocation"), ("suspension", "Suspension")], max_length=10
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("assigned", models.PositiveIntegerField(default=0)),
                ("document", models.TextField(blank=True, help_text="The signed list as published.")),
                ("signed_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("purpose", "number"), name="one_status_list_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("assigned__lte", 131072)), name="status_list_is_not_overfull"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index", models.PositiveIntegerField()),
                ("is_set", models.BooleanField(default=False)),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_entries",
                        to="certificates.credential",
                    ),
                ),
                (
                    "status_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="certificates.statuslist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_set", True)),
                        fields=["status_list"],
                        name="status_entries_set",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("status_list", "index"), name="status_index_is_given_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("index__lt", 131072)), name="status_index_is_in_the_list"
                    ),
                ],
            },
        ),
    ]
