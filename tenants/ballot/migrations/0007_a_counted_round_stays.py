from django.db import migrations

# What was counted is never counted otherwise: a revote is a round of its own (domain §3.4). Deleting is no grant of the application's.
SQL = """
CREATE FUNCTION ballot_round_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a counted round is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ballot_round_stays BEFORE UPDATE ON ballot_voteround FOR EACH ROW
    WHEN (OLD.outcome IS NOT NULL) EXECUTE FUNCTION ballot_round_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ballot", "0006_rehearsals"),
    ]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
