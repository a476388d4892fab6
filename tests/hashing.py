"""Hashes of the same kind as the product's, made in no time."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 that is cheap to try."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
