from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('telephony', '0004_model_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='SimulationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'wartet'), ('done', 'fertig'), ('impossible', 'nicht möglich')], default='waiting', max_length=10, verbose_name='Zustand')),
                ('requested_at', models.DateTimeField(verbose_name='angefordert')),
                ('requested_by_user_id', models.BigIntegerField(blank=True, null=True, verbose_name='angefordert von')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='fertig')),
                ('callers', models.PositiveSmallIntegerField(default=0, verbose_name='Anrufer')),
                ('passed', models.PositiveSmallIntegerField(default=0, verbose_name='bestanden')),
                ('results', models.JSONField(default=list, verbose_name='Ergebnisse')),
            ],
            options={
                'verbose_name': 'Probelauf',
                'verbose_name_plural': 'Probeläufe',
                'ordering': ('-pk',),
            },
        ),
    ]
