"""One server may serve further stores besides the one that it was enrolled for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("nodes", "0005_mute_alarms"),
    ]

    operations = [
        migrations.AddField(
            model_name="node",
            name="further",
            field=models.JSONField(default=dict),
        ),
    ]
