"""What layouts offer to the exchange: kinds of configuration that registers follow (job 1090)."""

from tillbook.configuration.tables import table_kind
from tillbook.stores.layouts import checks
from tillbook.stores.layouts.models import ButtonGrid, PosOperation, ScreenLayout

SCREEN_LAYOUT = table_kind(
    "screen_layout",
    ScreenLayout,
    fields=("number", "name", "sizes", "card_columns"),
    check=checks.screen_layout,
)
BUTTON_GRID = table_kind(
    "button_grid", ButtonGrid, fields=("number", "name", "buttons"), check=checks.button_grid
)
POS_OPERATION = table_kind(
    "pos_operation",
    PosOperation,
    fields=("number", "is_user_operation"),
    check=checks.pos_operation,
)
KINDS = (BUTTON_GRID, SCREEN_LAYOUT, POS_OPERATION)
