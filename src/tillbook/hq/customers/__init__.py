"""All customers: the list, the search, and the page of one."""
