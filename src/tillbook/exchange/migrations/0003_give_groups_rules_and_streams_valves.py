"""Groups with rules, who holds what, valves on the streams, runs and sessions."""

from itertools import islice
from typing import Any

from django.db import migrations, models


def _members_so_far(apps: Any, schema_editor: Any) -> None:
    """Note what the one group of headquarters was sent until now."""
    alias = schema_editor.connection.alias
    packages = apps.get_model("exchange", "Package").objects.using(alias)
    entities = apps.get_model("exchange", "Entity").objects.using(alias)
    member = apps.get_model("exchange", "Member")
    group = packages.values_list("group", flat=True).first()
    if group is None:
        return
    sent = entities.filter(version__gt=0, removed="").values_list("kind", "id")
    rows = (member(group=group, kind=kind, entity=id) for kind, id in sent.iterator())
    while chunk := list(islice(rows, 5_000)):
        member.objects.using(alias).bulk_create(chunk)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_keep_that_an_entity_was_removed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Valve",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("upload", "Upload"),
                            ("decide", "Decide"),
                            ("download", "Download"),
                        ],
                        max_length=8,
                    ),
                ),
                ("kinds", models.JSONField(default=list)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("continuous", "Continuous"),
                            ("recurring", "Recurring"),
                            ("held", "Held"),
                        ],
                        default="continuous",
                        max_length=10,
                    ),
                ),
                ("every_s", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="change",
            name="again",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="feedcursor",
            name="failed_code",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="feedcursor",
            name="failed_number",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="feedcursor",
            name="retries",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="feedcursor",
            name="tries",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="group",
            name="evicts",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="group",
            name="offline",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="group",
            name="paused",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="group",
            name="retries",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="group",
            name="rule",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="group",
            name="skipped",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="group",
            name="tries",
            field=models.PositiveIntegerField(default=3),
        ),
        migrations.AddField(
            model_name="package",
            name="cancelled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="package",
            name="contents",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="package",
            name="made_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valve", models.CharField(max_length=32)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("error", models.CharField(default="", max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["valve", "-id"], name="job_run_newest")],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=32)),
                ("entity", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["group", "kind"], name="member_by_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "entity"), name="member_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[("applied", "Applied"), ("failed", "Failed")], max_length=8
                    ),
                ),
                ("error", models.CharField(default="", max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="upload_session_by_time")],
            },
        ),
        migrations.RunPython(_members_so_far, migrations.RunPython.noop),
    ]
