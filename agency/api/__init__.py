"""The doors for machines: the JSON API, hooks of other services, and Telegram's webhook. Views only."""
