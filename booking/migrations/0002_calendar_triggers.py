"""Two promises that no way of writing may forget: the calendar's stamp and a service's version.

Triggers, because rows are also changed by the admin, by imports and by hand. Names stay without a schema: the
functions live in the company's schema and find its tables on the search path.
"""

from django.db import migrations

CALENDAR_TABLES = (
    "booking_branch",
    "booking_staffmember",
    "booking_staffmember_branches",
    "booking_service",
    "booking_staffskill",
    "booking_workinghours",
    "booking_specialday",
    "booking_timeoff",
)

STAMP_FUNCTION = """
CREATE FUNCTION booking_stamp_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO booking_calendarversion (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$
"""
VERSION_FUNCTION = """
CREATE FUNCTION booking_count_service_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$
"""
VERSION_TRIGGER = """
CREATE TRIGGER booking_service_version BEFORE UPDATE ON booking_service FOR EACH ROW
WHEN ((OLD.duration, OLD.buffer_before, OLD.buffer_after, OLD.price_cents, OLD.price_kind, OLD.currency)
    IS DISTINCT FROM
    (NEW.duration, NEW.buffer_before, NEW.buffer_after, NEW.price_cents, NEW.price_kind, NEW.currency))
EXECUTE FUNCTION booking_count_service_version()
"""


def stamp_trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER booking_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION booking_stamp_calendar()"
        ],
        reverse_sql=[f"DROP TRIGGER booking_stamp ON {table}"],
    )


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial")]

    operations = [
        migrations.RunSQL(sql=[STAMP_FUNCTION], reverse_sql=["DROP FUNCTION booking_stamp_calendar()"]),
        migrations.RunSQL(sql=[VERSION_FUNCTION], reverse_sql=["DROP FUNCTION booking_count_service_version()"]),
        migrations.RunSQL(
            sql=[VERSION_TRIGGER], reverse_sql=["DROP TRIGGER booking_service_version ON booking_service"]
        ),
        *[stamp_trigger(table) for table in CALENDAR_TABLES],
    ]
