"""Search: an index of our own in two halves, on SQLite and PostgreSQL alike, without an extension.

Short fields (names, companies, addresses, phones, titles) are a dictionary of words in Latin letters with their
trigrams, so that a slip of the finger, or the other alphabet, still finds them. Long text (messages, briefs) is
stemmed here and handed to FTS5 or to a tsvector as it is. Each package says what of its models is indexed
(`sources.Source`); whatever a session changes of that is indexed again in the same transaction.
"""
