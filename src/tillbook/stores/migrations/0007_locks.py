from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stores", "0006_tills_in_browsers"),
    ]

    operations = [
        migrations.AddField(
            model_name="functionalityprofile",
            name="lock_after_minutes",
            field=models.IntegerField(default=3),
        ),
        migrations.AddField(
            model_name="functionalityprofile",
            name="badge_needs_pin",
            field=models.BooleanField(default=False),
        ),
    ]
