"""The ways between two nodes. Only `config` chooses one."""
