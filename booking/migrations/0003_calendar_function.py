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
        'is_active', is_active, 'max_per_day', max_per_day, 'max_upcoming', max_upcoming,
        'eves_close_at', eves_close_at, 'keeps_local_holidays', keeps_local_holidays,
        'travel_minutes', travel_minutes, 'open_holidays', open_holidays, 'last_start', last_start) ORDER BY position, id) FROM booking_branch),
    'staff', (SELECT json_agg(json_build_object(
        'id', member.id, 'name', member.name, 'resource_id', resource_id, 'gender', gender, 'position', position,
        'is_active', is_active, 'max_per_day', max_per_day,
        'branch_ids', ARRAY(SELECT branch_id FROM booking_staffmember_branches WHERE staffmember_id = member.id)
        )) FROM booking_staffmember member),
    'services', (SELECT json_agg(json_build_object(
        'id', service.id, 'name', name, 'version', version, 'duration', date_part('epoch', duration)::int,
        'buffer_before', date_part('epoch', buffer_before)::int,
        'buffer_after', date_part('epoch', buffer_after)::int,
        'min_notice', date_part('epoch', min_notice)::int, 'horizon_days', horizon_days,
        'first_start', first_start, 'last_start', last_start,
        'price_cents', price_cents, 'price_kind', price_kind, 'currency', currency, 'is_active', is_active,
        'kind', kind, 'min_party', min_party, 'max_party', max_party, 'per_person', is_priced_per_person,
        'duration_per_person', date_part('epoch', duration_per_person)::int,
        'fits_processing', fits_processing, 'max_per_day', max_per_day,
        'max_per_customer_day', max_per_customer_day, 'max_per_customer_week', max_per_customer_week,
        'skills', (SELECT json_agg(json_build_array(staff_id, date_part('epoch', duration)::int))
            FROM booking_staffskill WHERE service_id = service.id),
        'phases', (SELECT json_agg(json_build_array(kind, date_part('epoch', duration)::int) ORDER BY position)
            FROM booking_servicephase WHERE service_id = service.id),
        'options', (SELECT json_agg(json_build_array(id, kind, name, date_part('epoch', duration)::int, phases,
            price_cents, price_kind, is_active) ORDER BY position, id)
            FROM booking_serviceoption WHERE service_id = service.id),
        'needs', (SELECT json_agg(json_build_array(group_id, during) ORDER BY id)
            FROM booking_resourceneed WHERE service_id = service.id)
        )) FROM booking_service service),
    'resources', (SELECT json_agg(json_build_array(id, name, group_id, branch_id) ORDER BY position, id)
        FROM booking_resource WHERE group_id IS NOT NULL AND is_active),
    'capacities', (SELECT json_agg(json_build_array(id, capacity))
        FROM booking_resource WHERE capacity IS NOT NULL AND is_active),
    'groups', (SELECT json_agg(json_build_array(id, name)) FROM booking_resourcegroup),
    'hours', (SELECT json_agg(json_build_array(
        branch_id, staff_id, weekday, opens_at, closes_at, valid_from, valid_until)) FROM booking_workinghours
        WHERE every_weeks = 1 AND season = ''),
    'shifts', (SELECT json_agg(json_build_array(
        branch_id, staff_id, weekday, opens_at, closes_at, valid_from, valid_until, every_weeks, anchor_on, season))
        FROM booking_workinghours WHERE every_weeks > 1 OR season <> ''),
    'special_days', (SELECT json_agg(json_build_array(branch_id, date_on, opens_at, closes_at))
        FROM booking_specialday WHERE NOT is_yearly),
    'yearly_days', (SELECT json_agg(json_build_array(branch_id, date_on, opens_at, closes_at) ORDER BY date_on)
        FROM booking_specialday WHERE is_yearly),
    'closures', (SELECT json_agg(json_build_array(branch_id, date_part('epoch', lower(period))::int8,
        ceil(date_part('epoch', upper(period)))::int8)) FROM booking_timeoff WHERE branch_id IS NOT NULL)
)
    );
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_calendar_triggers")]

    operations = [migrations.RunSQL(sql=[CALENDAR_FUNCTION], reverse_sql=["DROP FUNCTION booking_calendar()"])]
