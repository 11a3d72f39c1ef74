"""The ways in beside mail: the contact form, the API, hooks of other services, Telegram, calls.

What comes is kept as it came (Delivery) before anybody tries to understand it. Once understood it is a Word, and
goes the way of all inquiries.
"""
