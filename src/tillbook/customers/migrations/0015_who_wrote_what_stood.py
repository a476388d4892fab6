"""What a merge lies over may have come with another merge, which may be undone first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds who had written what stood, and who gave it back."""

    dependencies = [("customers", "0014_beginnings_ready_to_be_asked")]
    operations = [
        migrations.AddField(
            model_name="customermerge", name="stood_by", field=models.JSONField(default=dict)
        ),
        migrations.AddField(
            model_name="customermerge",
            name="released",
            field=models.CharField(default="", max_length=32),
        ),
    ]
