"""Plain Python that every layer may use: clock, ids, folding, contact forms, errors. No Django."""
