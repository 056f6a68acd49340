"""Locking people and counting what is held of them, in one step of the database; and what is counted for caps.

Counted after the lock, because a rush holds much while one waits for it; and whoever is then refused gives the
locks back inside the function, before the answer travels: others wait for the work, not for the way.
What the house itself holds, for people on the waitlist or hit by an outage, takes nothing from callers' share,
nor is the house kept from holding because callers hold much.
"""

from django.db import migrations

ALLOWANCE = """
CREATE FUNCTION booking_hold_allowance(
    own_holder text, caller bytea, most_by_caller int, most_per_staff_member int
) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN starts_with(own_holder, 'house:') THEN most_by_caller ELSE least(
        most_per_staff_member * (SELECT greatest(count(*), 1) FROM booking_staffmember WHERE is_active)
            - count(*),
        most_by_caller - count(*) FILTER (WHERE caller_index = caller)
    )::int END
    FROM booking_offer
    WHERE state = 'held' AND holder <> own_holder AND NOT starts_with(holder, 'house:')
        AND expires_at > statement_timestamp()
$$
"""
LOCK = """
CREATE FUNCTION booking_lock_for_holds(
    resource_ids bigint[], own_holder text, caller bytea, most_by_caller int, most_per_staff_member int
) RETURNS int LANGUAGE plpgsql AS $$
DECLARE allowance int;
BEGIN
    BEGIN
        PERFORM FROM booking_resource WHERE id = ANY(resource_ids) ORDER BY id FOR NO KEY UPDATE;
        allowance := booking_hold_allowance(own_holder, caller, most_by_caller, most_per_staff_member);
        IF allowance <= 0 THEN
            RAISE SQLSTATE 'AS001';
        END IF;
    EXCEPTION WHEN SQLSTATE 'AS001' THEN
        NULL;  -- the locks of this block are given back
    END;
    RETURN allowance;
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
    own_visit bigint := (SELECT visit_id FROM booking_appointment WHERE id = own_appointment);
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
                    SELECT visit.branch_id, visit.service_id, visit.staff_id, coalesce('v' || visit.visit_id, 'a' || visit.id) AS who,
                        (lower(visit.period) AT TIME ZONE place.timezone)::date AS day
                    FROM booking_appointment visit JOIN booking_branch place ON place.id = visit.branch_id
                    WHERE visit.status <> 'cancelled' AND visit.session_id IS NULL
                        AND lower(visit.period) >= first - interval '1 day'
                        AND lower(visit.period) < last + interval '1 day'
                        AND visit.id IS DISTINCT FROM own_appointment
                        AND (own_visit IS NULL OR visit.visit_id IS DISTINCT FROM own_visit)
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
            SELECT count(DISTINCT coalesce('v' || visit_id, 'a' || id)) FROM booking_appointment
            WHERE customer_id = ANY(people) AND status IN ('pending', 'confirmed') AND lower(period) > at
                AND id IS DISTINCT FROM own_appointment
                AND (own_visit IS NULL OR visit_id IS DISTINCT FROM own_visit)),
        'own', (
            SELECT json_agg(json_build_array(service_id, day, amount)) FROM (
                SELECT visit.service_id, (lower(visit.period) AT TIME ZONE place.timezone)::date AS day,
                    count(DISTINCT coalesce('v' || visit.visit_id, 'a' || visit.id)) AS amount
                FROM booking_appointment visit JOIN booking_branch place ON place.id = visit.branch_id
                WHERE visit.customer_id = ANY(people) AND visit.status <> 'cancelled'
                    AND lower(visit.period) >= first - interval '8 days'
                    AND lower(visit.period) < last + interval '8 days'
                    AND visit.id IS DISTINCT FROM own_appointment
                    AND (own_visit IS NULL OR visit.visit_id IS DISTINCT FROM own_visit)
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
LOCK_CAPS = """
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
    dependencies = [("booking", "0003_calendar_function")]

    operations = [
        migrations.RunSQL(
            sql=[ALLOWANCE, LOCK, COUNTED, LOCK_CAPS],
            reverse_sql=[
                "DROP FUNCTION booking_lock_caps(bigint[], bigint[], bigint, bytea)",
                "DROP FUNCTION booking_counted("
                "timestamptz, timestamptz, text, bigint, bigint, bigint, bytea, text, timestamptz)",
                "DROP FUNCTION booking_lock_for_holds(bigint[], text, bytea, int, int)",
                "DROP FUNCTION booking_hold_allowance(text, bytea, int, int)",
            ],
        )
    ]
