"""Versions of the receptionist, people to put callers through to, what stands at the provider."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tenants.fields


class Migration(migrations.Migration):
    """Columns for existing rows have defaults; nothing is rewritten."""

    dependencies = [
        ("booking", "0001_initial"),
        ("telephony", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallTransfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone", tenants.fields.EncryptedTextField(verbose_name="Rufnummer")),
                (
                    "summary",
                    tenants.fields.EncryptedTextField(blank=True, default="", verbose_name="Zusammenfassung"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "wird verbunden"),
                            ("bridged", "verbunden"),
                            ("failed", "nicht erreicht"),
                        ],
                        default="started",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
            ],
            options={
                "verbose_name": "Weiterleitung",
                "verbose_name_plural": "Weiterleitungen",
                "ordering": ("call", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HostedAgent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agent_id", models.CharField(blank=True, max_length=80, verbose_name="Agent")),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                (
                    "check_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nächster Abgleich"),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="abgeglichen")),
                ("differences", models.JSONField(blank=True, default=list, verbose_name="Abweichungen")),
                ("check_error", models.CharField(blank=True, max_length=60, verbose_name="Fehler")),
            ],
            options={
                "verbose_name": "Agent beim Anbieter",
                "verbose_name_plural": "Agenten beim Anbieter",
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("publish", "veröffentlicht"),
                            ("rollback", "zurückgeholt"),
                            ("split", "aufgeteilt"),
                            ("repair", "abgeglichen"),
                        ],
                        max_length=10,
                        verbose_name="was",
                    ),
                ),
                ("shares", models.JSONField(verbose_name="Anteile")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "läuft"),
                            ("done", "erledigt"),
                            ("failed", "gescheitert"),
                            ("overtaken", "überholt"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=60, verbose_name="Fehler")),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                ("by_user_id", models.BigIntegerField(blank=True, null=True, verbose_name="von")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="abgeschlossen")),
            ],
            options={
                "verbose_name": "Veröffentlichung",
                "verbose_name_plural": "Veröffentlichungen",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ReceptionistVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="Fassung")),
                ("settings", models.JSONField(verbose_name="Einstellungen")),
                ("parts", models.JSONField(default=dict, verbose_name="Bestandteile")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="Notiz")),
                ("created_at", models.DateTimeField(verbose_name="angelegt")),
                (
                    "created_by_user_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="angelegt von"),
                ),
                ("weight", models.PositiveSmallIntegerField(default=0, verbose_name="Anteil")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "wird eingerichtet"),
                            ("ready", "bereit"),
                            ("failed", "gescheitert"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("brain_id", models.CharField(blank=True, max_length=80)),
                ("brain_version", models.PositiveIntegerField(blank=True, null=True)),
                ("provider_agent_id", models.CharField(blank=True, max_length=80)),
                ("provider_agent_version", models.PositiveIntegerField(blank=True, null=True)),
                ("seals", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "Fassung des Empfangs",
                "verbose_name_plural": "Fassungen des Empfangs",
                "ordering": ("receptionist", "-number"),
            },
        ),
        migrations.CreateModel(
            name="TransferTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", tenants.fields.EncryptedTextField(verbose_name="Name")),
                ("phone", tenants.fields.EncryptedTextField(verbose_name="Rufnummer")),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="Themen",
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("open", "während der Öffnungszeiten"),
                            ("own", "zu eigenen Zeiten"),
                            ("always", "jederzeit"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="erreichbar",
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("from_time", models.TimeField(blank=True, null=True, verbose_name="von")),
                ("until_time", models.TimeField(blank=True, null=True, verbose_name="bis")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="Reihenfolge")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
            ],
            options={
                "verbose_name": "Ansprechpartner",
                "verbose_name_plural": "Ansprechpartner",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.AddField(
            model_name="call",
            name="route",
            field=models.CharField(
                choices=[
                    ("answer", "angenommen"),
                    ("pass_on", "durchgestellt"),
                    ("message", "Nachricht aufgenommen"),
                    ("turned_away", "abgewiesen"),
                ],
                db_default="answer",
                default="answer",
                max_length=12,
                verbose_name="Weg",
            ),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="brain",
            field=models.CharField(
                choices=[("own", "eigene"), ("model", "Sprachmodell"), ("provider", "Anbieter")],
                default="provider",
                max_length=10,
                verbose_name="Gesprächsführung",
            ),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="business_number",
            field=models.CharField(blank=True, max_length=20, verbose_name="Nummer des Betriebs"),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="calls_per_hour",
            field=models.PositiveSmallIntegerField(
                default=12, verbose_name="Anrufe je Stunde von einer Nummer"
            ),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="emergency_words",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                default=list,
                size=None,
                verbose_name="Notfallwörter",
            ),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="instructions",
            field=models.TextField(blank=True, max_length=1500, verbose_name="Hinweise für das Gespräch"),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="max_cost_cents",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="höchstens Cent je Anruf"),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="max_daily_minutes",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="höchstens Minuten am Tag"),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="otherwise",
            field=models.CharField(
                choices=[
                    ("pass_on", "an den Betrieb durchstellen"),
                    ("message", "Nachricht aufnehmen"),
                    ("answer", "trotzdem annehmen"),
                ],
                default="pass_on",
                max_length=10,
                verbose_name="zu anderen Zeiten",
            ),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="silence_seconds",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="Stille beendet nach Sekunden"),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="tone",
            field=models.CharField(
                choices=[("warm", "herzlich"), ("plain", "sachlich"), ("lively", "locker")],
                default="warm",
                max_length=10,
                verbose_name="Ton",
            ),
        ),
        migrations.AddField(
            model_name="receptionist",
            name="turns_hidden_away",
            field=models.BooleanField(default=False, verbose_name="weist unterdrückte Nummern ab"),
        ),
        migrations.AlterField(
            model_name="call",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("booked", "gebucht"),
                    ("rescheduled", "verlegt"),
                    ("cancelled", "abgesagt"),
                    ("callback", "Rückruf"),
                    ("message", "Nachricht"),
                    ("transferred", "verbunden"),
                    ("answered", "Auskunft"),
                    ("nothing_free", "nichts frei"),
                    ("hung_up", "aufgelegt"),
                    ("spam", "Spam"),
                    ("failed", "Störung"),
                ],
                max_length=15,
                verbose_name="Ergebnis",
            ),
        ),
        migrations.AlterField(
            model_name="receptionist",
            name="mode",
            field=models.CharField(
                choices=[
                    ("always", "immer"),
                    ("overflow", "wenn niemand abnimmt"),
                    ("after_hours", "außerhalb der Öffnungszeiten"),
                    ("holiday", "an Feiertagen und im Urlaub"),
                ],
                default="always",
                max_length=12,
                verbose_name="Annahme",
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionist",
            constraint=models.CheckConstraint(
                condition=models.Q(("calls_per_hour__gte", 2), ("silence_seconds__range", (10, 120))),
                name="receptionist_has_patience",
            ),
        ),
        migrations.AddField(
            model_name="calltransfer",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="transfers",
                to="telephony.call",
                verbose_name="Anruf",
            ),
        ),
        migrations.AddField(
            model_name="hostedagent",
            name="receptionist",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hosted",
                to="telephony.receptionist",
                verbose_name="Empfang",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="receptionist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="publications",
                to="telephony.receptionist",
                verbose_name="Empfang",
            ),
        ),
        migrations.AddField(
            model_name="receptionistversion",
            name="receptionist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="telephony.receptionist",
                verbose_name="Empfang",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="telephony.receptionistversion",
                verbose_name="Fassung",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="calls",
                to="telephony.receptionistversion",
                verbose_name="Fassung",
            ),
        ),
        migrations.AddField(
            model_name="transfertarget",
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
            model_name="calltransfer",
            name="target",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="telephony.transfertarget",
                verbose_name="Ansprechpartner",
            ),
        ),
        migrations.AddField(
            model_name="callbackticket",
            name="target",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="telephony.transfertarget",
                verbose_name="zuständig",
            ),
        ),
        migrations.AddIndex(
            model_name="hostedagent",
            index=models.Index(
                condition=models.Q(("check_due_at__isnull", False)),
                fields=["check_due_at"],
                name="hosted_agent_check_due",
            ),
        ),
        migrations.AddIndex(
            model_name="receptionistversion",
            index=models.Index(
                condition=models.Q(("weight__gt", 0)),
                fields=["receptionist"],
                name="receptionist_version_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionistversion",
            constraint=models.UniqueConstraint(
                fields=("receptionist", "number"), name="receptionist_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionistversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", (0, 100))), name="receptionist_version_weight_is_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfertarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reach", "own"), _negated=True),
                    models.Q(
                        ("from_time__isnull", False),
                        ("from_time__lt", models.F("until_time")),
                        ("until_time__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="transfer_target_hours_are_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="calltransfer",
            index=models.Index(fields=["-at"], name="call_transfer_by_time"),
        ),
    ]
