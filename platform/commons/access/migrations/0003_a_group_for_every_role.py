"""Every schema starts with a group for each role; blueprints carry them into new offices."""

from django.db import migrations

ROLES = (
    "resident", "grid_worker", "deputy", "member", "clerk", "director", "government", "unit", "reviewer", "inspector",
    "scrutineer", "chief_scrutineer", "teller", "keeper", "auditor", "system",
    "provisioner", "template_editor", "board_reader",
)


def add_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for role in ROLES:
        group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_references"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
