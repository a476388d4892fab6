"""The register's screens: written through operations, read through queries."""
