"""The follow-up machine: letters that go out on time, once, and never after an answer."""
