"""Valves on the streams, what their runs and the uploads came to, and who runs a loop."""

from django.db import models


class Valve(models.Model):
    """One of the valves on the streams, by the number of its job; who reads it is one stream."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        "name direction kinds mode every_s starts_s next_at asked done".split(),
    )

    class Direction(models.TextChoices):
        """The stream that it stands on."""

        UPLOAD = "upload"
        DECIDE = "decide"
        DOWNLOAD = "download"

    class Mode(models.TextChoices):
        """When it lets anything through besides what `asked` asks for."""

        CONTINUOUS = "continuous"
        RECURRING = "recurring"
        HELD = "held"

    name = models.CharField(primary_key=True, max_length=32)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    #: Kinds of entities that a download valve lets through.
    kinds = models.JSONField(default=list)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.CONTINUOUS)
    every_s = models.PositiveIntegerField(default=0)
    #: Time of day of the first run, seconds after midnight UTC; None for at once.
    starts_s = models.PositiveIntegerField(null=True)
    next_at = models.DateTimeField(null=True)
    #: How many runs were asked for, by a person or the recurrence, and how many of them are done.
    asked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """What came of one run of a valve that was asked for, or of a stretch of a continuous one."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset("id valve started_at ended_at rows failed status error".split())

    class Status(models.TextChoices):
        """How far it came."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    valve = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.RUNNING)
    error = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["valve", "-id"], name="job_run_newest")]

    def __str__(self) -> str:
        return f"{self.valve} {self.started_at:%F %T}"


class UploadSession(models.Model):
    """One batch of operations that a child sent to headquarters."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset("id node at rows size refused status error".split())

    class Status(models.TextChoices):
        """Whether the batch was taken; single operations are answered each on its own."""

        APPLIED = "applied"
        FAILED = "failed"

    node = models.UUIDField()
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status.choices)
    error = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["at"], name="upload_session_by_time")]

    def __str__(self) -> str:
        return f"{self.node} {self.at:%F %T}"


class Lease(models.Model):
    """Who runs a loop. The fencing token grows with each holder; an old holder's writes miss."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"name", "holder", "token", "until"})

    name = models.CharField(primary_key=True, max_length=32)
    holder = models.CharField(max_length=64)
    token = models.BigIntegerField(default=0)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
