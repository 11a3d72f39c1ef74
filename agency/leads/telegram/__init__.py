"""Telegram: what people write to the agency's bot, and what we answer them there."""
