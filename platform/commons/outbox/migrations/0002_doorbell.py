"""The doorbell: which offices have mail. In public only, insert-only for acts; the relay takes what it has drained."""

from django.db import migrations

SQL = """
DO $$ BEGIN
IF current_schema() = 'public' THEN
    CREATE TABLE outbox_doorbell (
        ring bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        office_code varchar(12) NOT NULL,
        rung_at timestamptz NOT NULL DEFAULT now()
    );
    ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_home_is_public CHECK (home = 'public');
    ALTER TABLE outbox_receipt ADD CONSTRAINT outbox_receipt_home_is_public CHECK (home = 'public');
END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
