"""Likeness is searched by trigrams: the table grows with every suggestion, so the index is made beside the traffic."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('intake', '0003_reach_likeness_and_origins'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='suggestion',
            index=GinIndex(fields=['likeness'], name='intake_suggestion_likeness', opclasses=['gin_trgm_ops']),
        ),
    ]
