from django.db import migrations

# What was voted, as it stood before the first adjustment; of what was never adjusted, as it stands.
_FIRST = """
    (SELECT each.before FROM delivery_adjustment each
      WHERE each.project_id = delivery_project.uid AND each.aspect = '{aspect}'
      ORDER BY each.adjusted_at, each.uid LIMIT 1)
"""
_FILL = f"""
UPDATE delivery_project SET
    promised_title = title,
    promised_content = COALESCE({_FIRST.format(aspect="content")}, content),
    promised_goal = COALESCE({_FIRST.format(aspect="goal")}, goal),
    promised_fen = COALESCE(NULLIF({_FIRST.format(aspect="money")}, '')::bigint, planned_fen)
WHERE promised_title = ''
"""


class Migration(migrations.Migration):
    tolerated = True

    dependencies = [
        ("delivery", "0003_delivery_in_full"),
    ]

    operations = [
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
