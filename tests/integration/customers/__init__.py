"""The customer record over real databases, from till to headquarters to till."""
