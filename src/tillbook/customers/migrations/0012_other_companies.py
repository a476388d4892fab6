"""Who is merged into whom, found from who is kept; customers of other companies, copied unasked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an index of the few who were merged away, and a switch to Commerce parameters."""

    dependencies = [("customers", "0011_how_much_all_stores_ask_for")]
    operations = [
        migrations.AddField(
            model_name="commerceparameters",
            name="copies_unasked",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customers_merged_away",
            ),
        ),
    ]
