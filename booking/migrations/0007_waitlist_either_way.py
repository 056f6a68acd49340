from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("booking", "0006_waitlist_visits"),
    ]

    operations = [
        migrations.AlterField(
            model_name="waitlistentry",
            name="at_once",
            field=models.BooleanField(
                blank=True,
                db_default=False,
                default=False,
                null=True,
                verbose_name="zu zweit gleichzeitig",
            ),
        ),
    ]
