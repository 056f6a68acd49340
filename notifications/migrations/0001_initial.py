import django.db.models.deletion
import tenants.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('booking', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_id', models.BigIntegerField(verbose_name='Benutzer')),
                ('endpoint', tenants.fields.EncryptedTextField(verbose_name='Adresse')),
                ('endpoint_index', models.BinaryField(max_length=16, unique=True)),
                ('keys', tenants.fields.EncryptedJSONField(verbose_name='Schlüssel')),
                ('device', models.CharField(max_length=60, verbose_name='Gerät')),
                ('created_at', models.DateTimeField(verbose_name='eingerichtet')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='zuletzt erreicht')),
                ('waiting', models.JSONField(blank=True, default=list, verbose_name='wartet')),
                ('known', models.JSONField(blank=True, default=list, verbose_name='bekannt')),
            ],
            options={
                'verbose_name': 'Gerät für Hinweise',
                'verbose_name_plural': 'Geräte für Hinweise',
                'indexes': [models.Index(fields=['user_id'], name='push_by_user')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'E-Mail')], max_length=5, verbose_name='Weg')),
                ('address_index', models.BinaryField(max_length=16)),
                ('cause', models.CharField(choices=[('opted_out', 'abgemeldet'), ('unusable', 'unzustellbar')], max_length=10, verbose_name='Ursache')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
            ],
            options={
                'verbose_name': 'Sperre',
                'verbose_name_plural': 'Sperren',
                'constraints': [models.UniqueConstraint(fields=('channel', 'address_index'), name='suppression_once')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('confirmation', 'Bestätigung'), ('reminder', 'Erinnerung'), ('change', 'Verlegung'), ('cancellation', 'Absage'), ('request', 'Vormerkung'), ('declined', 'Ablehnung'), ('lapsed', 'Anzahlung fehlt'), ('wait_joined', 'Warteliste: eingetragen'), ('wait_offer', 'Warteliste: freier Termin'), ('wait_taken', 'Warteliste: schon vergeben'), ('wait_which', 'Warteliste: Rückfrage'), ('wait_over', 'Warteliste: nichts gefunden'), ('outage_ask', 'Ausfall: Frage'), ('outage_moved', 'Ausfall: verlegt')], max_length=12, verbose_name='Anlass')),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'E-Mail')], max_length=5, verbose_name='Weg')),
                ('occasion', models.BigIntegerField(default=0, verbose_name='Änderung')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='Referenz')),
                ('state', models.CharField(choices=[('queued', 'geplant'), ('sending', 'wird übergeben'), ('sent', 'verschickt'), ('delivered', 'zugestellt'), ('undelivered', 'nicht zustellbar'), ('failed', 'gescheitert'), ('cancelled', 'hinfällig')], default='queued', max_length=11, verbose_name='Zustand')),
                ('reason', models.CharField(blank=True, choices=[('superseded', 'Der Termin wurde seitdem geändert.'), ('appointment_cancelled', 'Der Termin wurde abgesagt.'), ('too_late', 'Der Termin hatte schon begonnen.'), ('no_address', 'Keine Adresse hinterlegt, die diese Nachricht erreicht.'), ('opted_out', 'Der Kunde möchte hier keine Nachrichten.'), ('address_unusable', 'Unter dieser Adresse kommt nichts an.'), ('temporary', 'Vorübergehend nicht erreichbar.'), ('content_refused', 'Der Anbieter hat den Inhalt abgelehnt.'), ('configuration', 'Die Verbindung zum Anbieter muss geprüft werden.'), ('address_cap', 'Zu viele Nachrichten an diese Adresse.'), ('gave_up', 'Der Anbieter war zu lange nicht erreichbar.')], max_length=24, verbose_name='Grund')),
                ('recipient', tenants.fields.EncryptedTextField(blank=True, default='', verbose_name='Empfänger')),
                ('recipient_index', models.BinaryField(max_length=16, null=True)),
                ('subject', tenants.fields.EncryptedTextField(blank=True, default='', verbose_name='Betreff')),
                ('body', tenants.fields.EncryptedTextField(blank=True, default='', verbose_name='Text')),
                ('due_at', models.DateTimeField(verbose_name='fällig')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
                ('attempted_at', models.DateTimeField(blank=True, null=True, verbose_name='Versuch begonnen')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='verschickt')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='zugestellt')),
                ('provider_id', models.CharField(blank=True, max_length=120, verbose_name='Kennung beim Anbieter')),
                ('provider_status', models.CharField(blank=True, max_length=24, verbose_name='Status beim Anbieter')),
                ('status_rank', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('error_code', models.CharField(blank=True, max_length=40, verbose_name='Fehlernummer')),
                ('segments', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Segmente')),
                ('price', models.DecimalField(blank=True, decimal_places=5, max_digits=10, null=True, verbose_name='Preis')),
                ('price_currency', models.CharField(blank=True, max_length=3, verbose_name='Währung')),
                ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='booking.appointment', verbose_name='Termin')),
                ('waitlist_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='booking.waitlistentry', verbose_name='Wartende')),
            ],
            options={
                'verbose_name': 'Nachricht',
                'verbose_name_plural': 'Nachrichten',
                'indexes': [models.Index(fields=['channel', 'attempted_at'], name='notification_by_attempt'), models.Index(fields=['recipient_index', 'attempted_at'], name='notification_by_recipient')],
                'constraints': [models.UniqueConstraint(fields=('appointment', 'purpose', 'channel', 'occasion'), name='notification_once_per_occasion'), models.UniqueConstraint(fields=('waitlist_entry', 'purpose', 'channel', 'occasion'), name='notification_once_per_invitation'), models.CheckConstraint(condition=models.Q(('appointment__isnull', False), ('waitlist_entry__isnull', False), _connector='XOR'), name='notification_about_one_thing'), models.UniqueConstraint(condition=models.Q(('provider_id', ''), _negated=True), fields=('channel', 'provider_id'), name='notification_provider_id_once')],
            },
        ),
    ]
