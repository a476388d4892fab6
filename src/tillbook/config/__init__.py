"""The only place that knows every part: settings, databases, wiring."""
