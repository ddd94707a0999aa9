"""The second fence: row-level security on what all offices write into the public schema (decision 0020).

Who asks is read off the search path, not off a variable that a pooler might lose: `me` is the office whose schema stands
first on it. Nobody's schema first (psql as it comes, a spare schema, an office that is gone): no row, so nothing is seen.
The province works in `public` and sees all.

`lft` is the office's place in the tree, and the database's own column: stamped when a row comes in, held to the directory
by a foreign key, and moved with the office in the very statement that moves it. A range over it is the only condition that
stays as cheap as none (scale.md §4.3).
"""

from django.db import migrations

# `current_schema()` passes over a schema that is missing or closed to us and would then answer `public`, the province's:
# hence the second condition. The collation is the column's, or the look-up would not use its index.
ME = """
    ALTER TABLE public.directory_office ADD CONSTRAINT directory_office_place UNIQUE (code, lft);
    CREATE VIEW public.me AS
        SELECT code, parent_id, lft, rgt, level = 'province' AS whole
        FROM public.directory_office
        WHERE schema_name = current_schema()::text COLLATE "default"
          AND current_schema()::text = btrim(split_part(current_setting('search_path'), ',', 1), ' "');
    CREATE FUNCTION public.reporting_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT lft INTO NEW.lft FROM public.directory_office WHERE code = NEW.office_code;
        RETURN NEW;
    END $$;
"""
NO_ME = """
    DROP FUNCTION public.reporting_place();
    DROP VIEW public.me;
    ALTER TABLE public.directory_office DROP CONSTRAINT directory_office_place;
"""

BELOW = "lft BETWEEN (SELECT lft FROM public.me) AND (SELECT rgt FROM public.me)"
WHOLE = "(SELECT whole FROM public.me)"
OWN = f"office_code = (SELECT code FROM public.me) OR {WHOLE}"
OF_A_RETURN = "EXISTS (SELECT 1 FROM public.reporting_return r WHERE r.uid = parent_id)"

# table → (who sees a row, who writes it, who takes it away). A return is filed for a subordinate (代报) and decided by
# the superior, so the whole subtree may write it; which of them, the commands know.
FENCES = {
    "reporting_snapshot": (BELOW, OWN, WHOLE),
    "reporting_node": (BELOW, WHOLE, WHOLE),
    "reporting_return": (BELOW, BELOW, WHOLE),
    "reporting_sharedcard": (BELOW, OWN, OWN),
    "reporting_rank": (
        f"{BELOW} OR parent_code = (SELECT parent_id FROM public.me)",
        f"parent_code = (SELECT code FROM public.me) OR {WHOLE}",
        f"parent_code = (SELECT code FROM public.me) OR {WHOLE}",
    ),
}
INSIDE = ("reporting_returnline", "reporting_lineremark")  # seen and written with the return they belong to


def place(table: str) -> str:
    return f"""
        ALTER TABLE public.{table} ADD COLUMN lft integer;
        UPDATE public.{table} t SET lft = o.lft FROM public.directory_office o WHERE o.code = t.office_code;
        ALTER TABLE public.{table} ALTER COLUMN lft SET NOT NULL;
        ALTER TABLE public.{table} ADD CONSTRAINT {table}_place FOREIGN KEY (office_code, lft)
            REFERENCES public.directory_office (code, lft) ON UPDATE CASCADE;
        CREATE TRIGGER place BEFORE INSERT ON public.{table} FOR EACH ROW EXECUTE FUNCTION public.reporting_place();
    """


# Not where rows are always asked for by their office: there the planner would take a province's range for a small one.
RANGED = ("reporting_return", "reporting_sharedcard", "reporting_rank")


def unplace(table: str) -> str:
    return f"DROP TRIGGER place ON public.{table}; ALTER TABLE public.{table} DROP COLUMN lft;"


def fence(table: str, sees: str, writes: str, takes: str) -> str:
    return f"""
        ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE public.{table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY sees ON public.{table} FOR SELECT USING ({sees});
        CREATE POLICY puts ON public.{table} FOR INSERT WITH CHECK ({writes});
        CREATE POLICY moves ON public.{table} FOR UPDATE USING ({writes}) WITH CHECK ({writes});
        CREATE POLICY takes ON public.{table} FOR DELETE USING ({takes});
    """


def unfence(table: str) -> str:
    policies = "".join(f"DROP POLICY {name} ON public.{table};" for name in ("sees", "puts", "moves", "takes"))
    return policies + f"ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):

    dependencies = [("reporting", "0005_whole_snapshots_and_nodes"), ("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(ME, NO_ME),
        *(migrations.RunSQL(place(table), unplace(table)) for table in FENCES),
        *(
            migrations.RunSQL(f"CREATE INDEX {table}_below ON public.{table} (lft)", f"DROP INDEX public.{table}_below")
            for table in RANGED
        ),
        *(migrations.RunSQL(fence(table, *rules), unfence(table)) for table, rules in FENCES.items()),
        *(
            migrations.RunSQL(fence(table, OF_A_RETURN, OF_A_RETURN, WHOLE), unfence(table)) for table in INSIDE
        ),
    ]
