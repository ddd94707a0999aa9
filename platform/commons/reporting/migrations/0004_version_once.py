from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reporting", "0003_number_versions")]

    operations = [
        migrations.AddConstraint(
            model_name='return',
            constraint=models.UniqueConstraint(fields=('office_code', 'period', 'version'), name='reporting_return_version_once', violation_error_message='本期已有同一版本的报表。'),
        ),
    ]
