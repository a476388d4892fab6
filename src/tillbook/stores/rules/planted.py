"""Names that a new headquarters plants; screens say them in the language of the page."""

CUSTOMER_ACCOUNTS = "Customer accounts"
DEFAULT = "Default"
WELCOME_TILES = "Welcome screen"
SALE_ACTIONS = "Transaction screen"
