"""The only place that knows everything: settings, wiring, which surfaces a role serves."""
