"""Tasks: what was sold becomes what is done, hour by hour, person by person."""
