"""What store defaults tell besides the values: purposes, dimensions of other groups, the giver."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_the_whole_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedefaults",
            name="dimensions_of",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="storedefaults",
            name="giver",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.AddField(
            model_name="storedefaults",
            name="group_name",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddField(
            model_name="storedefaults",
            name="purposes",
            field=models.JSONField(default=dict),
        ),
    ]
