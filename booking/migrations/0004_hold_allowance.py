"""Locking people and counting what is held of them, in one step of the database.

Counted after the lock, because a rush holds much while one waits for it; and whoever is then refused gives the
locks back inside the function, before the answer travels: others wait for the work, not for the way.
"""

from django.db import migrations

ALLOWANCE = """
CREATE FUNCTION booking_hold_allowance(
    own_holder text, caller bytea, most_by_caller int, most_per_staff_member int
) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT least(
        most_per_staff_member * (SELECT greatest(count(*), 1) FROM booking_staffmember WHERE is_active)
            - count(*),
        most_by_caller - count(*) FILTER (WHERE caller_index = caller)
    )::int
    FROM booking_offer
    WHERE state = 'held' AND holder <> own_holder AND expires_at > statement_timestamp()
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


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_calendar_function")]

    operations = [
        migrations.RunSQL(
            sql=[ALLOWANCE, LOCK],
            reverse_sql=[
                "DROP FUNCTION booking_lock_for_holds(bigint[], text, bytea, int, int)",
                "DROP FUNCTION booking_hold_allowance(text, bytea, int, int)",
            ],
        )
    ]
