"""Plain Python that every capability stands on: no Django, no input or output."""
