"""What the house itself holds, for people on the waitlist or hit by an outage, takes nothing from callers' share.

Nor is the house kept from holding because callers hold much.
"""

from django.db import migrations

ALLOWANCE = """
CREATE OR REPLACE FUNCTION booking_hold_allowance(
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


class Migration(migrations.Migration):
    dependencies = [("booking", "0011_waitlist_and_outages")]

    operations = [
        # The body of before counts what the house holds as a caller's; going back may leave this one.
        migrations.RunSQL(sql=[ALLOWANCE], reverse_sql=migrations.RunSQL.noop),
    ]
