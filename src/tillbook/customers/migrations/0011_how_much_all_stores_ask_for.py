"""How many characters a search in all stores asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the number to Commerce parameters."""

    dependencies = [("customers", "0010_words_of_names")]
    operations = [
        migrations.AddField(
            model_name="commerceparameters",
            name="remote_search_length",
            field=models.PositiveSmallIntegerField(default=2),
        )
    ]
