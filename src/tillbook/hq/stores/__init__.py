"""All stores: the default customer of each, and what new customers inherit."""
