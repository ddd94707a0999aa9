"""Guardian still makes its own (unused) user table with a foreign key to the shared account. No constraint may join two
schemas (decision 0005): in an office's schema every such key is dropped. In public there is none to drop."""

from django.db import migrations

SQL = """
DO $$ DECLARE stray record; BEGIN
FOR stray IN
    SELECT k.conname, a.relname FROM pg_constraint k
    JOIN pg_class a ON a.oid = k.conrelid JOIN pg_namespace n ON n.oid = a.relnamespace
    JOIN pg_class b ON b.oid = k.confrelid
    WHERE n.nspname = current_schema() AND b.relnamespace <> a.relnamespace
LOOP
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', stray.relname, stray.conname);
END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_a_group_for_every_role"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
