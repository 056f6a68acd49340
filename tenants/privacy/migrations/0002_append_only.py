"""The log only grows: entries are sealed into a chain of hashes, and kept for a year."""

from django.db import migrations

GUARD = """
CREATE FUNCTION privacy_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_place bigint;
    last_digest bytea;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.at > clock_timestamp() - interval '365 days' THEN
            RAISE EXCEPTION 'audit entries are kept for a year' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.place IS NOT NULL OR NEW.outcome IS NULL
            OR (OLD.id, OLD.at, OLD.user_id, OLD.role, OLD.act, OLD.subject, OLD.subject_id)
                IS DISTINCT FROM (NEW.id, NEW.at, NEW.user_id, NEW.role, NEW.act, NEW.subject, NEW.subject_id)
        THEN
            RAISE EXCEPTION 'audit entries do not change' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    NEW.place := NULL;
    NEW.digest := NULL;
    IF NEW.outcome IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext(TG_TABLE_SCHEMA), 20221);
        SELECT place, digest INTO last_place, last_digest
            FROM privacy_auditentry WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1;
        NEW.place := coalesce(last_place, 0) + 1;
        NEW.digest := sha256(coalesce(last_digest, ''::bytea) || NEW.detail || convert_to(
            json_build_array(NEW.place, NEW.id, date_part('epoch', NEW.at), NEW.user_id, NEW.role, NEW.act,
                NEW.subject, NEW.subject_id, NEW.outcome)::text, 'UTF8'));
    END IF;
    RETURN NEW;
END $$
"""

# Gives the first place whose digest is not what its contents and the entry before it make; NULL when all is well.
VERIFY = """
CREATE FUNCTION privacy_broken_place() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT min(place) FROM (
        SELECT place, digest, previous_place, sha256(coalesce(previous, ''::bytea) || detail || convert_to(
            json_build_array(place, id, date_part('epoch', at), user_id, role, act,
                subject, subject_id, outcome)::text, 'UTF8')) AS expected
        FROM (
            SELECT *, lag(digest) OVER chain AS previous, lag(place) OVER chain AS previous_place
            FROM privacy_auditentry WHERE place IS NOT NULL WINDOW chain AS (ORDER BY place)
        ) linked
    ) checked
    WHERE (previous_place IS NOT NULL OR place = 1)
        AND (digest <> expected OR previous_place <> place - 1)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_audit_entries")]

    operations = [
        migrations.RunSQL(GUARD, "DROP FUNCTION privacy_guard_entry"),
        migrations.RunSQL(VERIFY, "DROP FUNCTION privacy_broken_place"),
        migrations.RunSQL(
            "CREATE TRIGGER privacy_guard_entry BEFORE INSERT OR UPDATE OR DELETE ON privacy_auditentry"
            " FOR EACH ROW EXECUTE FUNCTION privacy_guard_entry()",
            "DROP TRIGGER privacy_guard_entry ON privacy_auditentry",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER privacy_guard_table BEFORE TRUNCATE ON privacy_auditentry"
            " FOR EACH STATEMENT EXECUTE FUNCTION privacy_guard_entry()",
            "DROP TRIGGER privacy_guard_table ON privacy_auditentry",
        ),
    ]
