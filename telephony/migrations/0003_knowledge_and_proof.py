"""The ledger of consents, knowledge and its open questions, statements and their proof."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import tenants.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_calendar_function"), ("telephony", "0002_receptionist_versions")]

    operations = [
        migrations.RenameModel(old_name="TranscriptConsent", new_name="Consent"),
        migrations.CreateModel(
            name="KnowledgeSource",
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
                            ("text", "Text"),
                            ("faq", "Frage und Antwort"),
                            ("web", "Webseite"),
                            ("pdf", "PDF"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("general", "Allgemein"),
                            ("directions", "Anfahrt"),
                            ("parking", "Parken"),
                            ("prices", "Preise"),
                            ("policies", "Regeln"),
                        ],
                        default="general",
                        max_length=12,
                        verbose_name="Thema",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Titel oder Frage")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="Adresse")),
                ("text", models.TextField(blank=True, verbose_name="Text")),
                ("upload", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "wird gelesen"),
                            ("ready", "bereit"),
                            ("failed", "nicht lesbar"),
                        ],
                        default="ready",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=40, verbose_name="Grund")),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="gelesen")),
                ("created_at", models.DateTimeField(verbose_name="angelegt")),
                ("added", models.JSONField(blank=True, default=list)),
                ("removed", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "Wissensquelle",
                "verbose_name_plural": "Wissen",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="OpenQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", tenants.fields.EncryptedTextField(verbose_name="Frage")),
                ("times_asked", models.PositiveIntegerField(default=1, verbose_name="Anzahl")),
                ("first_asked_at", models.DateTimeField(verbose_name="zuerst gefragt")),
                ("last_asked_at", models.DateTimeField(verbose_name="zuletzt gefragt")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "offen"), ("answered", "beantwortet"), ("dismissed", "verworfen")],
                        default="open",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="erledigt")),
            ],
            options={
                "verbose_name": "offene Frage",
                "verbose_name_plural": "offene Fragen",
                "ordering": ("-times_asked", "-last_asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="Nr.")),
                ("heading", models.CharField(blank=True, max_length=200, verbose_name="Überschrift")),
                ("text", models.TextField(verbose_name="Text")),
                ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "Abschnitt",
                "verbose_name_plural": "Abschnitte",
                "ordering": ("source", "position"),
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(verbose_name="Beitrag")),
                ("position", models.PositiveSmallIntegerField(verbose_name="Nr.")),
                ("starts_at_letter", models.PositiveSmallIntegerField(default=0)),
                ("ends_at_letter", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("time", "Zeit"),
                            ("hours", "Öffnungszeit"),
                            ("price", "Preis"),
                            ("duration", "Dauer"),
                            ("policy", "Regel"),
                            ("done", "Zusage"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("value", models.CharField(max_length=80, verbose_name="Aussage")),
                (
                    "proof",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("act", "Schritt"),
                            ("caller", "Wort des Anrufers"),
                            ("catalogue", "Preisliste"),
                        ],
                        max_length=10,
                        verbose_name="belegt durch",
                    ),
                ),
            ],
            options={
                "verbose_name": "Aussage",
                "verbose_name_plural": "Aussagen",
                "ordering": ("call", "turn", "position"),
            },
        ),
        migrations.AddField(
            model_name="call",
            name="spoken_to_booked_ms",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="gesprochen bis zur Buchung"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="statements_made",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Aussagen"),
        ),
        migrations.AddField(
            model_name="call",
            name="trace",
            field=tenants.fields.EncryptedJSONField(null=True),
        ),
        migrations.AddField(
            model_name="call",
            name="unproven",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="unbelegt"),
        ),
        migrations.AddField(
            model_name="call",
            name="waterfall",
            field=models.JSONField(blank=True, null=True, verbose_name="Verlauf"),
        ),
        migrations.AddField(
            model_name="consent",
            name="by_user_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="eingetragen von"),
        ),
        migrations.AddField(
            model_name="consent",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="booking.customer",
                verbose_name="Kunde",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="given_by",
            field=models.CharField(
                choices=[("caller", "Anrufer"), ("company", "Betrieb, auf Wunsch")],
                default="caller",
                max_length=10,
                verbose_name="erklärt durch",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="line",
            field=tenants.fields.EncryptedTextField(blank=True, null=True, verbose_name="Wortlaut"),
        ),
        migrations.AddField(
            model_name="consent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("transcript", "Mitschreiben"),
                    ("follow_up", "Nachfassen nach dem Termin"),
                    ("review", "Bitte um Bewertung"),
                    ("marketing", "Angebote"),
                ],
                default="transcript",
                max_length=20,
                verbose_name="Zweck",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="turn",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Beitrag"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="call",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="telephony.call",
                verbose_name="Anruf",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("call__isnull", False), ("customer__isnull", False), _connector="OR"),
                name="consent_of_somebody",
            ),
        ),
        migrations.AddField(
            model_name="knowledgesource",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="booking.branch",
                verbose_name="Filiale",
            ),
        ),
        migrations.AddField(
            model_name="openquestion",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="telephony.knowledgesource",
                verbose_name="Antwort",
            ),
        ),
        migrations.AddField(
            model_name="openquestion",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="booking.branch",
                verbose_name="Filiale",
            ),
        ),
        migrations.AddField(
            model_name="openquestion",
            name="last_call",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="telephony.call",
                verbose_name="Anruf",
            ),
        ),
        migrations.AddField(
            model_name="passage",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="passages",
                to="telephony.knowledgesource",
                verbose_name="Quelle",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="act",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="telephony.callact",
                verbose_name="Schritt",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statements",
                to="telephony.call",
                verbose_name="Anruf",
            ),
        ),
        migrations.AddIndex(
            model_name="openquestion",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["-times_asked"], name="question_open"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="passage_search"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(fields=("source", "position"), name="passage_once_per_place"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("call", "turn", "position"), name="statement_once_per_place"
            ),
        ),
    ]
