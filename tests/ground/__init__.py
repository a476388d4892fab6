"""The ground: database backend, test servers, rule reports."""
