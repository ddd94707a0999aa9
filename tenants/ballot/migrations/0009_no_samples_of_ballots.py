from django.db import migrations

# The planner keeps samples of every column in pg_statistic: of plain ballots it would keep what was voted, outside the box
# and past the rewriting of the table at closing. Found by tests/adversary (twenty elections).
SQL = """
ALTER TABLE ballot_ballot ALTER COLUMN marks SET STATISTICS 0, ALTER COLUMN priorities SET STATISTICS 0,
    ALTER COLUMN "group" SET STATISTICS 0;
ALTER TABLE ballot_sealedballot ALTER COLUMN slot SET STATISTICS 0, ALTER COLUMN digest SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ballot", "0008_shown_in_waves"),
    ]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
