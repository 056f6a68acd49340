import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django_tenants.postgresql_backend.base
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='E-Mail')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='Name')),
                ('pending_email', models.EmailField(blank=True, max_length=254, verbose_name='neue E-Mail')),
                ('language', models.CharField(blank=True, choices=[('de', 'Deutsch'), ('en', 'English')], default='', max_length=2, verbose_name='Sprache')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktiv')),
                ('is_staff', models.BooleanField(default=False, verbose_name='Plattform-Admin')),
                ('email_confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='E-Mail bestätigt')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'Benutzer',
                'verbose_name_plural': 'Benutzer',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once')],
            },
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('schema_name', models.CharField(db_index=True, max_length=63, unique=True, validators=[django_tenants.postgresql_backend.base._check_schema_name])),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('slug', models.SlugField(max_length=40, unique=True, verbose_name='Kurzname')),
                ('state', models.CharField(choices=[('creating', 'wird angelegt'), ('ready', 'aktiv'), ('suspended', 'gesperrt'), ('deleting', 'wird gelöscht')], default='creating', max_length=10, verbose_name='Zustand')),
                ('industry', models.CharField(choices=[('hairdresser', 'Friseur'), ('barber', 'Barbier'), ('beauty', 'Kosmetik'), ('nails', 'Nagelstudio'), ('massage', 'Massage'), ('dentist', 'Zahnarztpraxis'), ('doctor', 'Hausarztpraxis'), ('physiotherapy', 'Physiotherapie'), ('podiatry', 'Podologie'), ('vet', 'Tierarztpraxis'), ('optician', 'Optiker'), ('garage', 'Kfz-Werkstatt'), ('tyres', 'Reifenservice'), ('driving_school', 'Fahrschule'), ('tax_adviser', 'Steuerberatung'), ('other', 'Sonstiges')], default='other', max_length=20, verbose_name='Branche')),
                ('country', models.CharField(default='DE', max_length=2, verbose_name='Land')),
                ('timezone', models.CharField(default='Europe/Berlin', max_length=40, verbose_name='Zeitzone')),
                ('logo_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('wrapped_key', models.BinaryField()),
                ('requires_second_factor', models.BooleanField(default=False, verbose_name='Zwei-Faktor-Pflicht')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
            ],
            options={
                'verbose_name': 'Betrieb',
                'verbose_name_plural': 'Betriebe',
                'constraints': [models.CheckConstraint(condition=models.Q(('schema_name__regex', '^t_[0-9]+$'), ('schema_name__in', ['public', 'template_company']), _connector='OR'), name='company_schema_name_generated')],
            },
        ),
        migrations.CreateModel(
            name='Branding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('logo', models.BinaryField(blank=True, null=True, verbose_name='Logo')),
                ('logo_width', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('logo_height', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='branding', to='tenants.company')),
            ],
            options={
                'verbose_name': 'Erscheinungsbild',
                'verbose_name_plural': 'Erscheinungsbilder',
            },
        ),
        migrations.CreateModel(
            name='DirectoryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone_number', 'Rufnummer'), ('retell_agent', 'Retell-Agent')], max_length=20, verbose_name='Art')),
                ('key', models.CharField(max_length=120, verbose_name='Schlüssel')),
                ('branch_id', models.BigIntegerField(blank=True, null=True, verbose_name='Filiale')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='directory_entries', to='tenants.company')),
            ],
            options={
                'verbose_name': 'Verzeichniseintrag',
                'verbose_name_plural': 'Verzeichnis',
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='directory_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(db_index=True, max_length=253, unique=True)),
                ('is_primary', models.BooleanField(db_index=True, default=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='tenants.company')),
            ],
            options={
                'verbose_name': 'Adresse',
                'verbose_name_plural': 'Adressen',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='E-Mail')),
                ('role', models.CharField(choices=[('owner', 'Inhaber'), ('manager', 'Leitung'), ('staff', 'Mitarbeiter')], max_length=10, verbose_name='Rolle')),
                ('branch_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='Filialen')),
                ('staff_id', models.BigIntegerField(blank=True, null=True, verbose_name='Mitarbeiter')),
                ('token_digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ('round', models.PositiveSmallIntegerField(default=0, verbose_name='Sendung')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
                ('expires_at', models.DateTimeField(verbose_name='gültig bis')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='angenommen')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgezogen')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='tenants.company')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Einladung',
                'verbose_name_plural': 'Einladungen',
                'constraints': [models.UniqueConstraint(models.F('company'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), name='invitation_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Inhaber'), ('manager', 'Leitung'), ('staff', 'Mitarbeiter')], max_length=10, verbose_name='Rolle')),
                ('branch_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='Filialen')),
                ('staff_id', models.BigIntegerField(blank=True, null=True, verbose_name='Mitarbeiter')),
                ('alerts', models.JSONField(blank=True, default=dict, verbose_name='Hinweise')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='tenants.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Mitgliedschaft',
                'verbose_name_plural': 'Mitgliedschaften',
                'constraints': [models.UniqueConstraint(fields=('user', 'company'), name='membership_once'), models.UniqueConstraint(fields=('company', 'staff_id'), name='membership_staff_once')],
            },
        ),
        migrations.CreateModel(
            name='Onboarding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('company', 'Betrieb'), ('calendar', 'Kalender'), ('phone', 'Telefon'), ('live', 'Live')], default='company', max_length=10, verbose_name='Schritt')),
                ('skipped', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='übersprungen')),
                ('seconds', models.JSONField(blank=True, default=dict, verbose_name='Sekunden je Schritt')),
                ('choices', models.JSONField(blank=True, default=dict, verbose_name='Angaben')),
                ('dismissed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='ausgeblendet')),
                ('started_at', models.DateTimeField(verbose_name='begonnen')),
                ('first_call_at', models.DateTimeField(blank=True, null=True, verbose_name='erster Testanruf')),
                ('live_at', models.DateTimeField(blank=True, null=True, verbose_name='live seit')),
                ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='onboarding', to='tenants.company')),
            ],
            options={
                'verbose_name': 'Einrichtung',
                'verbose_name_plural': 'Einrichtungen',
            },
        ),
        migrations.CreateModel(
            name='SignInFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('totp', 'Authenticator-App'), ('passkey', 'Passkey'), ('recovery', 'Notfallcodes')], max_length=10, verbose_name='Art')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='Name')),
                ('sealed', models.BinaryField()),
                ('credential_id', models.BinaryField(max_length=1023, null=True, unique=True)),
                ('host', models.CharField(blank=True, max_length=253, verbose_name='Adresse')),
                ('counter', models.BigIntegerField(default=0, verbose_name='Zähler')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='bestätigt')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='zuletzt benutzt')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Zweiter Faktor',
                'verbose_name_plural': 'Zweite Faktoren',
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['totp', 'recovery'])), fields=('user', 'kind'), name='factor_once')],
            },
        ),
        migrations.CreateModel(
            name='SignInTicket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('expires_at', models.DateTimeField(verbose_name='gilt bis')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Eintrittskarte',
                'verbose_name_plural': 'Eintrittskarten',
            },
        ),
        migrations.CreateModel(
            name='UserSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Sitzung')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='IP-Adresse')),
                ('device', models.CharField(blank=True, max_length=60, verbose_name='Gerät')),
                ('created_at', models.DateTimeField(verbose_name='angemeldet')),
                ('seen_at', models.DateTimeField(verbose_name='zuletzt gesehen')),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Sitzung',
                'verbose_name_plural': 'Sitzungen',
                'indexes': [models.Index(fields=['seen_at'], name='user_session_seen')],
            },
        ),
        migrations.CreateModel(
            name='Wakeup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField(verbose_name='Betrieb')),
                ('kind', models.CharField(max_length=20, verbose_name='Art')),
                ('due_at', models.DateTimeField(verbose_name='fällig')),
                ('nudges', models.PositiveIntegerField(default=0, verbose_name='Anstöße')),
            ],
            options={
                'verbose_name': 'Weckruf',
                'verbose_name_plural': 'Weckrufe',
                'db_table': 'wakeup',
                'indexes': [models.Index(fields=['due_at'], name='wakeup_due'), models.Index(fields=['company_id', 'kind'], name='wakeup_company')],
            },
        ),
    ]
