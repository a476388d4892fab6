"""Schemas, groups, jobs and their schedule. Rows name each other by number, code or name."""

from django.db import models


class ChannelSchema(models.Model):
    """How headquarters' data is read for the groups that follow it."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "name", "filters_customers"})

    id = models.UUIDField(primary_key=True)
    #: Groups name it; never changes.
    name = models.CharField(max_length=32)
    #: *Filter shared customer data tables*: customers' rows stay out of tables shared with others.
    filters_customers = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ChannelDatabaseGroup(models.Model):
    """Databases that receive the same: channel databases, or offline databases of registers."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "name", "schema", "is_offline", "is_paused", "legal_entities", "address_books"}
    )

    id = models.UUIDField(primary_key=True)
    #: The exchange knows the group by it; never changes.
    name = models.CharField(max_length=32)
    #: Name of the channel schema.
    schema = models.CharField(max_length=32)
    is_offline = models.BooleanField(default=False)
    #: Nothing is made for the group while it is paused.
    is_paused = models.BooleanField(default=False)
    #: Codes; only customers of these companies come along. Empty: of all.
    legal_entities = models.JSONField(default=list)
    #: Codes; only customers of one of these books come along. Empty: all.
    address_books = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """A row that people know by words in their language."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "name", "names", "is_excluded_offline"})

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    #: Language -> name, where it differs from `name`.
    names = models.JSONField(default=dict)
    #: *Exclude from offline databases*.
    is_excluded_offline = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class SchedulerSubjob(Named):
    """A table's worth of data with its fields. Jobs share it."""

    NOT_PERSONAL = frozenset({"code", "fields", "is_shared"})

    code = models.CharField(max_length=50)
    #: Kind -> the fields of it that may go to offline databases.
    fields = models.JSONField(default=dict)
    #: Whether parties of several kinds share the table; the customer filter looks into these.
    is_shared = models.BooleanField(default=False)

    class Meta(Named.Meta):
        ordering = ["code"]


class SchedulerJob(Named):
    """A unit of distribution."""

    NOT_PERSONAL = frozenset({"number", "reference", "references", "direction", "subjobs"})

    class Direction(models.TextChoices):
        """What it moves."""

        UPLOAD = "upload"
        #: Headquarters' own work on what was uploaded.
        DECIDE = "decide"
        DOWNLOAD = "download"

    #: Such as 1010 or P-0001.
    number = models.CharField(max_length=16)
    #: The name by which manuals know it, and in other languages.
    reference = models.CharField(max_length=120, default="")
    references = models.JSONField(default=dict)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    #: Codes of its subjobs.
    subjobs = models.JSONField(default=list)

    class Meta(Named.Meta):
        ordering = ["number"]


class DistributionSchedule(models.Model):
    """When a job runs. Its id follows from the job's number."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "job", "mode", "every_minutes", "starts_at", "runs", "full_runs", "full_group"}
    )

    class Mode(models.TextChoices):
        """When the job's valve is open."""

        CONTINUOUS = "continuous"
        RECURRING = "recurring"
        #: Only when somebody asks for a run.
        HELD = "held"

    id = models.UUIDField(primary_key=True)
    #: Number of the job.
    job = models.CharField(max_length=16)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.CONTINUOUS)
    #: Minutes between two runs, where they recur.
    every_minutes = models.PositiveIntegerField(default=0)
    #: Time of day of the first run, "02:00" in UTC; empty for no particular one.
    starts_at = models.CharField(max_length=5, default="")
    #: How often *Run now* was asked for, ever.
    runs = models.PositiveIntegerField(default=0)
    #: How often a full data sync was asked for, ever, and of which group the last time.
    full_runs = models.PositiveIntegerField(default=0)
    full_group = models.CharField(max_length=32, default="")

    class Meta:
        ordering = ["job"]

    def __str__(self) -> str:
        return self.job


class SchedulerParameters(models.Model):
    """How the scheduler works for the whole chain; one row."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id try_count unsent_after_minutes undecided_after_minutes keep_sessions_days
        headquarters_url""".split()
    )

    id = models.UUIDField(primary_key=True)
    #: How often a node tries to apply one package before a person must look.
    try_count = models.PositiveIntegerField(default=3)
    #: For how long an operation may stay undecided or refused, and unsent, until that is an alert.
    undecided_after_minutes = models.PositiveIntegerField(default=60)
    unsent_after_minutes = models.PositiveIntegerField(default=4 * 60)
    #: How long finished sessions and runs are kept.
    keep_sessions_days = models.PositiveIntegerField(default=30)
    #: Where registers reach headquarters when their store does not answer; empty for nowhere.
    headquarters_url = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return "parameters"


class SessionRequest(models.Model):
    """What a person asked of a session last. Its id follows from the session's group and number."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "direction", "group", "number", "asked", "times"})

    class Asked(models.TextChoices):
        """What may be asked."""

        RETRY = "retry"
        CANCEL = "cancel"
        DELETE = "delete"

    id = models.UUIDField(primary_key=True)
    direction = models.CharField(max_length=8, choices=SchedulerJob.Direction.choices)
    #: Empty for an upload.
    group = models.CharField(max_length=32, default="")
    #: Of the package in its group; of an upload its key.
    number = models.BigIntegerField()
    asked = models.CharField(max_length=8, choices=Asked.choices)
    #: How often anything was asked of it, so that the same again is news.
    times = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.asked} {self.group} {self.number}"


class Handed(models.Model):
    """What of a job's schedule headquarters has handed to the exchange. It goes nowhere."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"job", "runs", "full_runs"})

    job = models.CharField(primary_key=True, max_length=16)
    runs = models.PositiveIntegerField(default=0)
    full_runs = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.job


class DeletedSession(models.Model):
    """A download session that a person took off the list; its package stays in its chain."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"package"})

    #: Key of the package's row.
    package = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.package)
