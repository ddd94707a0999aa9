"""The published head of every office's chain, and a public table that takes no office's rows.

Both are for the public schema only; in an office this migration does nothing.
"""

from django.db import migrations

SQL = """
DO $$ BEGIN
IF current_schema() = 'public' THEN
    CREATE TABLE audit_head (
        office_code varchar(12) PRIMARY KEY,
        position bigint NOT NULL,
        digest varchar(64) NOT NULL,
        at timestamptz NOT NULL
    );
    ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_home_is_public CHECK (home = 'public');
    ALTER TABLE audit_link ADD CONSTRAINT audit_link_home_is_public CHECK (home = 'public');
END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
