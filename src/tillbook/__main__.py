"""`python -m tillbook` is `tillbook`."""

from tillbook.cli import app

app()
