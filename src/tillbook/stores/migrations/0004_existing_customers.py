from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stores", "0003_profiles")]

    operations = [
        migrations.AddField(
            model_name="legalentity",
            name="existing_customers",
            field=models.CharField(
                choices=[("create", "Create"), ("review", "Review"), ("link", "Link")],
                default="create",
                max_length=8,
            ),
        ),
    ]
