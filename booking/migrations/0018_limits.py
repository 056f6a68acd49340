"""Caps, travel, shifts and local holidays take part in the rules; what counts is counted by one function.

Hours that do not hold every week come under a key of their own: code that does not know it leaves the person
out on those days, instead of having them work each week.
"""

from django.db import migrations

CALENDAR = """
CREATE OR REPLACE FUNCTION booking_calendar() RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
SELECT json_build_object(
    'branches', (SELECT json_agg(json_build_object(
        'id', id, 'name', name, 'timezone', timezone, 'country', country, 'subdivision', subdivision,
        'min_notice', date_part('epoch', min_notice)::int, 'horizon_days', horizon_days,
        'grid', slot_grid_minutes * 60, 'closes_on_public_holidays', closes_on_public_holidays,
        'is_active', is_active, 'max_per_day', max_per_day, 'max_upcoming', max_upcoming,
        'eves_close_at', eves_close_at, 'keeps_local_holidays', keeps_local_holidays,
        'travel_minutes', travel_minutes) ORDER BY position, id) FROM booking_branch),
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
        FROM booking_specialday),
    'closures', (SELECT json_agg(json_build_array(branch_id, date_part('epoch', lower(period))::int8,
        ceil(date_part('epoch', upper(period)))::int8)) FROM booking_timeoff WHERE branch_id IS NOT NULL)
)
    );
END $$
"""
# How many there are already, for caps; and who is taken in which branch, for the way between them. Own holds and
# the appointment to be moved do not count. Somebody who is no customer yet counts with all of their number.
COUNTED = """
CREATE FUNCTION booking_counted(
    first timestamptz, last timestamptz, own_holder text, own_offer bigint, own_appointment bigint,
    customer bigint, caller bytea, caller_name text, at timestamptz
) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    people bigint[];
    me text := coalesce(own_holder, (SELECT holder FROM booking_offer WHERE id = own_offer), '');
BEGIN
    people := CASE
        WHEN customer IS NOT NULL THEN ARRAY[customer]
        WHEN caller IS NULL THEN '{}'
        WHEN caller_name IS NULL THEN (
            SELECT CASE WHEN count(*) = 1 THEN array_agg(id) ELSE '{}' END
            FROM booking_customer WHERE phone_index = caller)
        ELSE coalesce(
            (SELECT ARRAY[id] FROM booking_customer WHERE phone_index = caller AND name_key = caller_name),
            ARRAY(SELECT id FROM booking_customer WHERE phone_index = caller))
    END;
    RETURN json_build_object(
        'days', (
            SELECT json_agg(json_build_array(branch_id, service_id, staff_id, day, amount)) FROM (
                SELECT each.branch_id, each.service_id, each.staff_id, each.day, count(DISTINCT who) AS amount
                FROM (
                    SELECT visit.branch_id, visit.service_id, visit.staff_id, 'a' || visit.id AS who,
                        (lower(visit.period) AT TIME ZONE place.timezone)::date AS day
                    FROM booking_appointment visit JOIN booking_branch place ON place.id = visit.branch_id
                    WHERE visit.status <> 'cancelled' AND visit.session_id IS NULL
                        AND lower(visit.period) >= first - interval '1 day'
                        AND lower(visit.period) < last + interval '1 day'
                        AND visit.id IS DISTINCT FROM own_appointment
                    UNION ALL
                    SELECT held.branch_id, held.service_id, held.staff_id, 'h' || held.holder,
                        (lower(held.period) AT TIME ZONE place.timezone)::date
                    FROM booking_offer held JOIN booking_branch place ON place.id = held.branch_id
                    WHERE held.state = 'held' AND held.expires_at > statement_timestamp()
                        AND held.session_id IS NULL AND held.holder <> me
                ) each
                JOIN booking_branch branch ON branch.id = each.branch_id
                JOIN booking_service service ON service.id = each.service_id
                JOIN booking_staffmember staff ON staff.id = each.staff_id
                WHERE branch.max_per_day IS NOT NULL OR service.max_per_day IS NOT NULL
                    OR staff.max_per_day IS NOT NULL
                GROUP BY GROUPING SETS (
                    (each.branch_id, each.day), (each.branch_id, each.service_id, each.day),
                    (each.staff_id, each.day))
            ) counts),
        'upcoming', (
            SELECT count(*) FROM booking_appointment
            WHERE customer_id = ANY(people) AND status IN ('pending', 'confirmed') AND lower(period) > at
                AND id IS DISTINCT FROM own_appointment),
        'own', (
            SELECT json_agg(json_build_array(service_id, day, amount)) FROM (
                SELECT visit.service_id, (lower(visit.period) AT TIME ZONE place.timezone)::date AS day,
                    count(*) AS amount
                FROM booking_appointment visit JOIN booking_branch place ON place.id = visit.branch_id
                WHERE visit.customer_id = ANY(people) AND visit.status <> 'cancelled'
                    AND lower(visit.period) >= first - interval '8 days'
                    AND lower(visit.period) < last + interval '8 days'
                    AND visit.id IS DISTINCT FROM own_appointment
                GROUP BY 1, 2
            ) counts),
        'elsewhere', (
            SELECT json_agg(json_build_array(taken.resource_id,
                coalesce(visit.branch_id, held.branch_id, class.branch_id),
                date_part('epoch', lower(taken.blocked))::int8, ceil(date_part('epoch', upper(taken.blocked)))::int8))
            FROM booking_staffmember staff
                JOIN booking_occupancy taken ON taken.resource_id = staff.resource_id
                LEFT JOIN booking_appointment visit ON visit.id = taken.appointment_id
                LEFT JOIN booking_offer held ON held.id = taken.offer_id
                LEFT JOIN booking_classsession class ON class.id = taken.session_id
            WHERE EXISTS (SELECT FROM booking_branch WHERE travel_minutes <> '{}')
                AND (SELECT count(*) FROM booking_staffmember_branches WHERE staffmember_id = staff.id) > 1
                AND taken.kind IN ('hold', 'appointment', 'session')
                AND upper(taken.blocked) > first AND lower(taken.blocked) < last
                AND (taken.kind <> 'hold' OR (taken.expires_at > statement_timestamp() AND held.holder <> me))
                AND taken.appointment_id IS DISTINCT FROM own_appointment)
    );
END $$
"""
# Caps over several people need a lock of their own: theirs are different ones. One order for everybody, before
# any resource; names begin with the company's schema, because these locks are the whole database's.
LOCK = """
CREATE FUNCTION booking_lock_caps(
    service_ids bigint[], branch_ids bigint[], customer bigint, caller bytea
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT 'branch:' || id FROM booking_branch WHERE id = ANY(branch_ids) AND max_per_day IS NOT NULL
        UNION ALL
        SELECT 'customer:' || coalesce(
            encode(coalesce(caller, (SELECT phone_index FROM booking_customer WHERE id = customer)), 'hex'),
            customer::text)
        WHERE (customer IS NOT NULL OR caller IS NOT NULL) AND (
            EXISTS (SELECT FROM booking_branch WHERE id = ANY(branch_ids) AND max_upcoming IS NOT NULL)
            OR EXISTS (
                SELECT FROM booking_service WHERE id = ANY(service_ids)
                    AND (max_per_customer_day IS NOT NULL OR max_per_customer_week IS NOT NULL)))
        UNION ALL
        SELECT 'service:' || id FROM booking_service WHERE id = ANY(service_ids) AND max_per_day IS NOT NULL
        ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || ':' || name, 0));
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0017_local_holidays")]

    operations = [
        # The function of before knows no caps; old code never asks for them, so going back leaves this one.
        migrations.RunSQL(sql=[CALENDAR], reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(
            sql=[COUNTED, LOCK],
            reverse_sql=[
                "DROP FUNCTION booking_lock_caps(bigint[], bigint[], bigint, bytea)",
                "DROP FUNCTION booking_counted("
                "timestamptz, timestamptz, text, bigint, bigint, bigint, bytea, text, timestamptz)",
            ],
        ),
    ]
