"""Returns filed before versions were kept: number them in the order they were filed, each following the one before."""

from django.db import migrations

_NUMBER = """
    WITH numbered AS (
        SELECT uid,
               row_number() OVER of_one AS version,
               lag(uid) OVER of_one AS previous_id
        FROM reporting_return
        WINDOW of_one AS (PARTITION BY office_code, period ORDER BY filed_at, uid)
    )
    UPDATE reporting_return r SET version = n.version, previous_id = n.previous_id
    FROM numbered n WHERE n.uid = r.uid AND n.version > 1
"""


class Migration(migrations.Migration):

    dependencies = [("reporting", "0002_versions_corrections_cards")]

    operations = [migrations.RunSQL(_NUMBER, migrations.RunSQL.noop)]
