"""The one customer form: what was typed, what is stored, and the controls between them."""
