"""What is wrong with attributes and their values, by stable codes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

#: Of a value, beside its field.
VALUES: Mapping[str, Promise] = {
    "attribute.required": gettext_lazy("%(name)s is needed. Fill in this field."),
    "attribute.malformed": gettext_lazy(
        "This cannot be read as a value of %(name)s. Check what was typed."
    ),
    "attribute.out_of_range": gettext_lazy("%(name)s goes from %(least)s to %(most)s."),
    "attribute.below": gettext_lazy("%(name)s is %(least)s or more."),
    "attribute.above": gettext_lazy("%(name)s is %(most)s or less."),
    "attribute.not_in_list": gettext_lazy("Choose one of these: %(allowed)s."),
    "attribute.pattern": gettext_lazy(
        "%(name)s does not have the form that it needs. Look at the help beside it."
    ),
    "attribute.too_long": gettext_lazy("%(name)s has at most %(limit)s characters."),
    "attribute.control_character": gettext_lazy(
        "Type this again: it holds control characters that cannot be stored."
    ),
    "attribute.reference_unknown": gettext_lazy(
        "What %(name)s refers to is gone. Choose another one."
    ),
    "attribute.unknown": gettext_lazy("This attribute is gone. Load the page again."),
}
#: Of a value, as the end of a sentence about a refused change.
REASONS: Mapping[str, Promise] = {
    "attribute.malformed": gettext_lazy("an attribute has a value of another type"),
    "attribute.out_of_range": gettext_lazy("an attribute’s value is outside its range"),
    "attribute.below": gettext_lazy("an attribute’s value is outside its range"),
    "attribute.above": gettext_lazy("an attribute’s value is outside its range"),
    "attribute.not_in_list": gettext_lazy("an attribute’s value is not in its list"),
    "attribute.pattern": gettext_lazy("an attribute’s value does not have its form"),
    "attribute.too_long": gettext_lazy("a text is too long"),
    "attribute.control_character": gettext_lazy("a text holds control characters"),
    "attribute.reference_unknown": gettext_lazy("an attribute refers to nothing that there is"),
}
#: Of a type, an attribute or a group, at headquarters.
DEFINITIONS: Mapping[str, Promise] = {
    "attribute_type.no_unit": gettext_lazy("Only whole and decimal numbers have a unit."),
    "attribute_type.no_is_fixed_list": gettext_lazy("Only texts have a fixed list."),
    "attribute_type.no_has_range": gettext_lazy("Only numbers, amounts and moments have a range."),
    "attribute_type.no_reference_kind": gettext_lazy("Only references say what they refer to."),
    "attribute_type.empty_list": gettext_lazy("Give the list at least one value."),
    "attribute_type.value_malformed": gettext_lazy(
        "Give each value a code and a name of at most 80 characters."
    ),
    "attribute_type.name_repeated": gettext_lazy(
        "Two values are called %(value)s. Give each a name of its own, in every language."
    ),
    "attribute_type.no_bounds": gettext_lazy("Give the range a lowest or a highest value."),
    "attribute_type.bound_malformed": gettext_lazy("This is no value of this type."),
    "attribute_type.bounds_reversed": gettext_lazy("The highest value is below the lowest one."),
    "attribute_type.default_left_out": gettext_lazy(
        "%(user)s presets %(value)s. Change it there first."
    ),
    "attribute_type.pattern_left_out": gettext_lazy(
        "%(user)s has a pattern. Take it away there first."
    ),
    "attribute_type.value_in_use": gettext_lazy(
        "%(value)s stays in the list. Customers who have it: %(customers)s."
    ),
    "attribute.not_searchable": gettext_lazy(
        "Customers are found by texts, numbers and amounts only."
    ),
    "attribute.no_pattern": gettext_lazy("Only texts without a fixed list have a pattern."),
    "attribute.pattern_unreadable": gettext_lazy(
        "This pattern cannot be read as a regular expression."
    ),
    "attribute.pattern_too_free": gettext_lazy(
        "This pattern could keep a till busy. Repeat no groups, refer back to nothing, "
        "and use * and + at most three times."
    ),
}
