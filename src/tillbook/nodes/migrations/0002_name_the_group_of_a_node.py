"""A node may follow another channel database group than that of its role."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("nodes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="node",
            name="group",
            field=models.CharField(default="", max_length=32),
        ),
    ]
