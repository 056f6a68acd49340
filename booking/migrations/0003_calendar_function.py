"""All calendar rules of the company as one JSON value, for ``booking.queries.calendar_state``.

A function, because a search asks for the rules only when they have changed: PostgreSQL then need not plan these
nine reads for each search. STABLE, so that it sees exactly what the statement sees that calls it.
Later versions may add keys, which older code ignores; they must not take any away.
"""

from django.db import migrations

CALENDAR_FUNCTION = """
CREATE FUNCTION booking_calendar() RETURNS json LANGUAGE plpgsql STABLE AS $$
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
        'price_cents', price_cents, 'price_kind', price_kind, 'currency', currency, 'is_active', is_active,
        'skills', (SELECT json_agg(json_build_array(staff_id, date_part('epoch', duration)::int))
            FROM booking_staffskill WHERE service_id = service.id)
        )) FROM booking_service service),
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


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_calendar_triggers")]

    operations = [migrations.RunSQL(sql=[CALENDAR_FUNCTION], reverse_sql=["DROP FUNCTION booking_calendar()"])]
