"""The whole record: identifiers, contact persons, consents, tax, pricing and credit."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_search_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressBook",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=50)),
                ("name", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AddressPurpose",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=50)),
                ("name", models.CharField(max_length=80)),
                ("names", models.JSONField(default=dict)),
                ("default_for", models.CharField(default="", max_length=16)),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsentPurpose",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=50)),
                ("name", models.CharField(max_length=80)),
                ("names", models.JSONField(default=dict)),
                ("wordings", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FinancialDimension",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=50)),
                ("name", models.CharField(max_length=80)),
                ("values", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="affiliation",
            options={"ordering": ["code"]},
        ),
        migrations.AlterModelOptions(
            name="customergroup",
            options={"ordering": ["code"]},
        ),
        migrations.AddField(
            model_name="address",
            name="attention",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="address",
            name="created_at",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.AddField(
            model_name="affiliation",
            name="description",
            field=models.CharField(default="", max_length=250),
        ),
        migrations.AddField(
            model_name="affiliation",
            name="price_groups",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="contact",
            name="extension",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddField(
            model_name="customer",
            name="blocked",
            field=models.CharField(
                choices=[("no", "No"), ("invoices", "Invoices"), ("all", "All")],
                default="no",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="charge_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="credit_limit",
            field=models.DecimalField(decimal_places=2, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="credit_limit_is_mandatory",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="credit_rating",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="invoice_account",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.AddField(
            model_name="customer",
            name="is_non_chargeable",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="known_as",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="customer",
            name="line_discount_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="multiline_discount_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="note",
            field=models.CharField(default="", max_length=4000),
        ),
        migrations.AddField(
            model_name="customer",
            name="on_account_allowed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="phonetic_name",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="customer",
            name="price_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="prices_include_tax",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="sales_tax_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="tax_exempt_number",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="tax_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="tax_office",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="customer",
            name="title",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customer",
            name="total_discount_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customergroup",
            name="days_after_due",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="customergroup",
            name="description",
            field=models.CharField(default="", max_length=250),
        ),
        migrations.AddField(
            model_name="customergroup",
            name="payment_terms",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customergroup",
            name="prices_include_tax",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customergroup",
            name="tax_group",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.AddField(
            model_name="customergroup",
            name="write_off_reason",
            field=models.CharField(default="", max_length=50),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=90)),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "Yes"), ("not_asked", "Not Asked"), ("no", "No")],
                        max_length=16,
                    ),
                ),
                ("wording", models.PositiveIntegerField(default=0)),
                ("language", models.CharField(default="", max_length=35)),
                ("source", models.CharField(default="", max_length=16)),
                ("at", models.CharField(max_length=32)),
                ("by", models.UUIDField(null=True)),
                ("store", models.CharField(default="", max_length=16)),
                ("register", models.CharField(default="", max_length=16)),
                ("extra", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operation", models.UUIDField()),
                ("customer", models.UUIDField(db_index=True)),
                ("contact", models.UUIDField()),
                ("kind", models.CharField(max_length=8)),
                ("value", models.CharField(max_length=254)),
                ("purpose", models.CharField(max_length=50)),
                ("answer", models.CharField(max_length=16)),
                ("wording", models.PositiveIntegerField(default=0)),
                ("language", models.CharField(default="", max_length=35)),
                ("source", models.CharField(default="", max_length=16)),
                ("at", models.CharField(max_length=32)),
                ("by", models.UUIDField(null=True)),
                ("store", models.CharField(default="", max_length=16)),
                ("register", models.CharField(default="", max_length=16)),
                ("took_effect", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("operation", "contact", "purpose"), name="one_line_per_answer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPerson",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("role", models.CharField(default="", max_length=100)),
                ("email", models.CharField(default="", max_length=254)),
                ("phone", models.CharField(default="", max_length=60)),
                ("extra", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_persons",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomerAddressBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_book", models.CharField(max_length=50)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_books",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("scheme", models.CharField(max_length=50)),
                ("value", models.CharField(max_length=60)),
                ("as_typed", models.CharField(default="", max_length=60)),
                ("extra", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
    ]
