"""How a scorer of pairs is trained; not needed to use one."""
