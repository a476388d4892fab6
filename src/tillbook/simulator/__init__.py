"""The exchange simulated: many nodes in one thread, virtual clocks, a bad network, sudden deaths.

It runs the law of `exchange/core` without a database and proves what must hold.
"""
