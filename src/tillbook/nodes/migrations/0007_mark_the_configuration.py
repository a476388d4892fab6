"""A mark that changes with the configuration, so that a process knows when to read it anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("nodes", "0006_serve_further_stores"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfigurationMark",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("mark", models.CharField(max_length=32)),
            ],
        ),
    ]
