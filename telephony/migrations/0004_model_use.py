import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('telephony', '0003_knowledge_and_proof'),
    ]

    operations = [
        migrations.CreateModel(
            name='ModelUse',
            fields=[
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='model_use', serialize=False, to='telephony.call', verbose_name='Anruf')),
                ('model', models.CharField(max_length=80, verbose_name='Modell')),
                ('prompt_version', models.CharField(max_length=30, verbose_name='Anweisung')),
                ('requests', models.PositiveSmallIntegerField(default=0, verbose_name='Anfragen')),
                ('input_tokens', models.PositiveIntegerField(default=0, verbose_name='gelesen')),
                ('cached_tokens', models.PositiveIntegerField(default=0, verbose_name='davon gemerkt')),
                ('output_tokens', models.PositiveIntegerField(default=0, verbose_name='geschrieben')),
                ('cost_micro_usd', models.PositiveBigIntegerField(default=0, verbose_name='Kosten')),
                ('first_words_ms', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), default=list, size=None, verbose_name='erste Worte nach')),
                ('turn_ms', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), default=list, size=None, verbose_name='fertig nach')),
                ('unspoken', models.PositiveSmallIntegerField(default=0, verbose_name='nicht gesprochene Sätze')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='abgelöst')),
                ('left_why', models.CharField(blank=True, max_length=30, verbose_name='abgelöst, weil')),
            ],
            options={
                'verbose_name': 'Einsatz eines Sprachmodells',
                'verbose_name_plural': 'Einsätze eines Sprachmodells',
            },
        ),
        migrations.AlterField(
            model_name='call',
            name='brain',
            field=models.CharField(choices=[('own', 'eigene'), ('model', 'Sprachmodell'), ('provider', 'Anbieter')], default='provider', max_length=10, verbose_name='Gesprächsführung'),
        ),
    ]
