"""Letters out: composed once, kept as they will look, sent once.

A letter is a row in the outbox, written in the transaction of the business moment it belongs to. Claim, send and
settle are three steps; the job around them (`jobs.py`) commits between. Where nobody can tell whether the other
side took a letter, it is `uncertain`: it is looked for (`doubts.py`), goes again only where it surely is absent, and
else waits for a person. What has left is put into the Sent folder, where the server does not do so (`filing.py`).

Letters in: the postman reads the mailbox of IMAP_URL as bytes, in the order of its ids, and remembers with each commit
how far he has come. What a letter means is none of his business.
"""
