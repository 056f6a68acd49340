"""What no way of writing may forget: the calendar's stamp, a service's version, and a duration that is its phases' sum.

Triggers, because rows are also changed by the admin, by imports and by hand. Names stay without a schema: the
functions live in the company's schema and find its tables on the search path.
"""

from django.db import migrations

CALENDAR_TABLES = (
    "booking_branch",
    "booking_resource",
    "booking_resourcegroup",
    "booking_resourceneed",
    "booking_service",
    "booking_serviceoption",
    "booking_servicephase",
    "booking_specialday",
    "booking_staffmember",
    "booking_staffmember_branches",
    "booking_staffskill",
    "booking_timeoff",
    "booking_workinghours",
)
PARTS_OF_A_SERVICE = ("booking_servicephase", "booking_resourceneed", "booking_serviceoption")

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
PART_FUNCTION = """
CREATE FUNCTION booking_service_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE booking_service SET version = version + 1,
        duration = coalesce(
            (SELECT sum(phase.duration) FROM booking_servicephase phase WHERE phase.service_id = booking_service.id),
            duration)
    WHERE id = coalesce(NEW.service_id, OLD.service_id);
    RETURN NULL;
END $$
"""
DURATION_FUNCTION = """
CREATE FUNCTION booking_phases_make_the_duration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.duration := coalesce(
        (SELECT sum(duration) FROM booking_servicephase WHERE service_id = NEW.id), NEW.duration);
    RETURN NEW;
END $$
"""
# Run in the order of their names: the duration is put right first, then the version is counted. Counting goes
# from the old version, so both of the last two at once count one.
DURATION_TRIGGER = """
CREATE TRIGGER booking_service_duration BEFORE UPDATE OF duration ON booking_service
FOR EACH ROW EXECUTE FUNCTION booking_phases_make_the_duration()
"""
VERSION_TRIGGER = """
CREATE TRIGGER booking_service_version BEFORE UPDATE ON booking_service FOR EACH ROW
WHEN ((OLD.duration, OLD.buffer_before, OLD.buffer_after, OLD.price_cents, OLD.price_kind, OLD.currency)
    IS DISTINCT FROM
    (NEW.duration, NEW.buffer_before, NEW.buffer_after, NEW.price_cents, NEW.price_kind, NEW.currency))
EXECUTE FUNCTION booking_count_service_version()
"""
PARTY_TRIGGER = """
CREATE TRIGGER booking_service_version_of_party BEFORE UPDATE ON booking_service FOR EACH ROW
WHEN ((OLD.kind, OLD.min_party, OLD.max_party, OLD.is_priced_per_person, OLD.duration_per_person)
    IS DISTINCT FROM
    (NEW.kind, NEW.min_party, NEW.max_party, NEW.is_priced_per_person, NEW.duration_per_person))
EXECUTE FUNCTION booking_count_service_version()
"""


def function(sql: str, name: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[f"DROP FUNCTION {name}()"])


def service_trigger(sql: str, name: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[f"DROP TRIGGER {name} ON booking_service"])


def stamp_trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER booking_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION booking_stamp_calendar()"
        ],
        reverse_sql=[f"DROP TRIGGER booking_stamp ON {table}"],
    )


def part_trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER booking_service_part AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION booking_service_part_changed()"
        ],
        reverse_sql=[f"DROP TRIGGER booking_service_part ON {table}"],
    )


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial")]

    operations = [
        function(STAMP_FUNCTION, "booking_stamp_calendar"),
        function(VERSION_FUNCTION, "booking_count_service_version"),
        function(PART_FUNCTION, "booking_service_part_changed"),
        function(DURATION_FUNCTION, "booking_phases_make_the_duration"),
        service_trigger(DURATION_TRIGGER, "booking_service_duration"),
        service_trigger(VERSION_TRIGGER, "booking_service_version"),
        service_trigger(PARTY_TRIGGER, "booking_service_version_of_party"),
        *[part_trigger(table) for table in PARTS_OF_A_SERVICE],
        *[stamp_trigger(table) for table in CALENDAR_TABLES],
    ]
