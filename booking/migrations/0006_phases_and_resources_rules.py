"""Phases and resources take part in the calendar: its stamp, the versions of services, and the rules it gives."""

from django.db import migrations

# What changes the visit changes the version, also in the rows beside the service.
PARTS = """
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
SUM = """
CREATE FUNCTION booking_phases_make_the_duration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.duration := coalesce(
        (SELECT sum(duration) FROM booking_servicephase WHERE service_id = NEW.id), NEW.duration);
    RETURN NEW;
END $$
"""
CALENDAR = """
CREATE OR REPLACE FUNCTION booking_calendar() RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
SELECT json_build_object(
    'branches', (SELECT json_agg(json_build_object(
        'id', id, 'name', name, 'timezone', timezone, 'country', country, 'subdivision', subdivision,
        'min_notice', date_part('epoch', min_notice)::int, 'horizon_days', horizon_days,
        'grid', slot_grid_minutes * 60, 'closes_on_public_holidays', closes_on_public_holidays,
        'is_active', is_active) ORDER BY position, id) FROM booking_branch),
    'staff', (SELECT json_agg(json_build_object(
        'id', member.id, 'name', member.name, 'resource_id', resource_id, 'gender', gender, 'position', position,
        'is_active', is_active,
        'branch_ids', ARRAY(SELECT branch_id FROM booking_staffmember_branches WHERE staffmember_id = member.id)
        )) FROM booking_staffmember member),
    'services', (SELECT json_agg(json_build_object(
        'id', service.id, 'name', name, 'version', version, 'duration', date_part('epoch', duration)::int,
        'buffer_before', date_part('epoch', buffer_before)::int,
        'buffer_after', date_part('epoch', buffer_after)::int,
        'min_notice', date_part('epoch', min_notice)::int, 'horizon_days', horizon_days,
        'first_start', first_start, 'last_start', last_start,
        'price_cents', price_cents, 'price_kind', price_kind, 'currency', currency, 'is_active', is_active,
        'skills', (SELECT json_agg(json_build_array(staff_id, date_part('epoch', duration)::int))
            FROM booking_staffskill WHERE service_id = service.id),
        'phases', (SELECT json_agg(json_build_array(kind, date_part('epoch', duration)::int) ORDER BY position)
            FROM booking_servicephase WHERE service_id = service.id),
        'needs', (SELECT json_agg(json_build_array(group_id, during) ORDER BY id)
            FROM booking_resourceneed WHERE service_id = service.id)
        )) FROM booking_service service),
    'resources', (SELECT json_agg(json_build_array(id, name, group_id, branch_id) ORDER BY position, id)
        FROM booking_resource WHERE group_id IS NOT NULL AND is_active),
    'groups', (SELECT json_agg(json_build_array(id, name)) FROM booking_resourcegroup),
    'hours', (SELECT json_agg(json_build_array(
        branch_id, staff_id, weekday, opens_at, closes_at, valid_from, valid_until)) FROM booking_workinghours),
    'special_days', (SELECT json_agg(json_build_array(branch_id, date_on, opens_at, closes_at))
        FROM booking_specialday),
    'closures', (SELECT json_agg(json_build_array(branch_id, date_part('epoch', lower(period))::int8,
        ceil(date_part('epoch', upper(period)))::int8)) FROM booking_timeoff WHERE branch_id IS NOT NULL)
)
    );
END $$
"""


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
    dependencies = [("booking", "0005_phases_and_resources")]

    operations = [
        migrations.RunSQL(sql=[PARTS], reverse_sql=["DROP FUNCTION booking_service_part_changed()"]),
        migrations.RunSQL(sql=[SUM], reverse_sql=["DROP FUNCTION booking_phases_make_the_duration()"]),
        # By name before booking_service_version: the duration is put right first, then the version is counted.
        migrations.RunSQL(
            sql=[
                "CREATE TRIGGER booking_service_duration BEFORE UPDATE OF duration ON booking_service"
                " FOR EACH ROW EXECUTE FUNCTION booking_phases_make_the_duration()"
            ],
            reverse_sql=["DROP TRIGGER booking_service_duration ON booking_service"],
        ),
        part_trigger("booking_servicephase"),
        part_trigger("booking_resourceneed"),
        *[
            stamp_trigger(table)
            for table in ("booking_servicephase", "booking_resourceneed", "booking_resource", "booking_resourcegroup")
        ],
        # The function of before knows no phases; old code never asks for them, so going back leaves this one.
        migrations.RunSQL(sql=[CALENDAR], reverse_sql=migrations.RunSQL.noop),
    ]
