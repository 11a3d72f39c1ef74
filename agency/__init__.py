"""The client-service system for small creative and web agencies: from the lead to the board."""
