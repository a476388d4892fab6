"""How writes of customers fare on their way through headquarters, as people see it."""
