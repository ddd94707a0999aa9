"""What an office's schema held for nobody (decision 0014): guardian's own two tables, whose part `access_grant` plays;
the permissions of a group, because roles get theirs from the policies; indexes of Django's own tables that another one
begins with, or that nothing asks; `_like` twins from before `infra.backend`.

In public these three tables stay, empty: guardian asks them, and the application's role may not write there.
"""

from django.db import migrations

SQL = """
DO $$ DECLARE spare record; idle text; BEGIN
IF current_schema() <> 'public' THEN
    -- with the schema's name: public's tables of these names come next on the search path
    FOREACH idle IN ARRAY ARRAY[
        'guardian_userobjectpermission', 'guardian_groupobjectpermission', 'auth_group_permissions'
    ] LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I.%I', current_schema(), idle);
    END LOOP;
END IF;
FOR spare IN
    SELECT c.relname FROM pg_index x
    JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT x.indisunique AND (
        c.relname LIKE '%\\_like'
        OR t.relname IN ('auth_permission', 'django_session')
    )
LOOP
    EXECUTE format('DROP INDEX %I.%I', current_schema(), spare.relname);
END LOOP;
END $$
"""


class Migration(migrations.Migration):
    contract = ("access.0004_no_reference_leaves_the_schema",)
    dependencies = [
        ("access", "0004_no_reference_leaves_the_schema"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
