"""Us: the agency itself, its members with their roles and rates, and the services it sells."""
