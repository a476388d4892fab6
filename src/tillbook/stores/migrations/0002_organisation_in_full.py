from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: The sequence that every chain starts with; `stores/seeds.py` plants it.
_CUSTOMER_ACCOUNT = UUID("4b0b0f8e-8a0e-5d0a-9e1b-1f5c7d3a2e60")


def keep_counter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Go on where the customer numbers of the first release stopped."""
    alias = schema_editor.connection.alias
    drawn: Any = apps.get_model("stores", "NumberSequence").objects.using(alias)
    counters = apps.get_model("stores", "NumberCounter").objects.using(alias)
    for reached in drawn.filter(name="customer account").values_list("next", flat=True):
        counters.create(sequence=_CUSTOMER_ACCOUNT, next=reached)


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                ("sequence", models.UUIDField(primary_key=True, serialize=False)),
                ("next", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(keep_counter, migrations.RunPython.noop),
        migrations.DeleteModel(name="NumberSequence"),
        migrations.CreateModel(
            name="NumberSequence",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=80)),
                ("legal_entity", models.CharField(default="", max_length=16)),
                (
                    "used_for",
                    models.CharField(
                        choices=[("customer_account", "Customer Account"), ("nothing", "Nothing")],
                        default="customer_account",
                        max_length=32,
                    ),
                ),
                ("format", models.CharField(max_length=30)),
                ("check_digit", models.CharField(default="none", max_length=16)),
                ("first", models.BigIntegerField(default=1)),
            ],
            options={"ordering": ["code"]},
        ),
        migrations.AddField(
            model_name="legalentity",
            name="copied_fields",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="legalentity",
            name="dimensions_follow_chosen_group",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="legalentity",
            name="receipt_option",
            field=models.CharField(default="standard", max_length=16),
        ),
        migrations.AddField(
            model_name="operatingunit",
            name="building",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="operatingunit",
            name="county",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="operatingunit",
            name="district",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="operatingunit",
            name="phone",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.AddField(
            model_name="operatingunit",
            name="state",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="operatingunit",
            name="street_number",
            field=models.CharField(default="", max_length=30),
        ),
        migrations.AddField(
            model_name="store",
            name="address_book",
            field=models.CharField(default="", max_length=50),
        ),
    ]
