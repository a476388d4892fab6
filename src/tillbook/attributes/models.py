"""The tables of attributes. Customers name attributes by their id, list values by their code."""

from django.db import models


class Coded(models.Model):
    """A row of configuration that people know by its code."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "code", "name"})

    id = models.UUIDField(primary_key=True)
    #: Stands in documents and in the API; never changes.
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class AttributeType(Coded):
    """What values are like: their data type and its limits."""

    NOT_PERSONAL = frozenset(
        """data_type unit is_fixed_list values has_range range_from range_to
        reference_kind""".split()
    )

    #: One of `rules.definitions.DATA_TYPES`; never changes.
    data_type = models.CharField(max_length=16)
    #: Unit of measure, of whole and decimal numbers only.
    unit = models.CharField(max_length=20, default="")
    is_fixed_list = models.BooleanField(default=False)
    #: [{"code", "name", "translations": {language: name}}] in the order in which they are offered.
    values = models.JSONField(default=list)
    has_range = models.BooleanField(default=False)
    #: In the form in which values are stored, as text; empty where that side is open.
    range_from = models.CharField(max_length=40, default="")
    range_to = models.CharField(max_length=40, default="")
    #: What a reference refers to: customer, store or worker.
    reference_kind = models.CharField(max_length=16, default="")


class Worded(Coded):
    """A row with texts for the people who enter values."""

    NOT_PERSONAL = frozenset("friendly_name description help_text translations".split())

    friendly_name = models.CharField(max_length=80, default="")
    description = models.CharField(max_length=250, default="")
    help_text = models.CharField(max_length=250, default="")
    #: {language: {"friendly_name", "description", "help_text"}}, as far as translated.
    translations = models.JSONField(default=dict)

    class Meta(Coded.Meta):
        abstract = True


class Attribute(Worded):
    """A field built on a type."""

    NOT_PERSONAL = frozenset("type default is_required is_searchable pattern".split())

    #: Id of the attribute type; never changes.
    type = models.UUIDField()
    #: What the field is preset with; None for nothing.
    default = models.JSONField(null=True)
    #: Asked for at tills; headquarters may fill it later.
    is_required = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    #: What a whole text must match; of texts without a list only.
    pattern = models.CharField(max_length=200, default="")


class AttributeGroup(Worded):
    """Attributes in an order, as a form shows them."""

    NOT_PERSONAL = frozenset({"lines"})

    #: [{"attribute": id, "default": value or None}]; a line's default goes before the attribute's.
    lines = models.JSONField(default=list)
