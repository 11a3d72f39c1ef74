"""Reading: from the bytes of a letter to its headers, words and files.

Everything here takes time in proportion to the bytes, whoever sent them, and loses none of them. The parser of
the standard library is not used for that: it falls over letters in letters, reads each line for each level,
gives up at the first crooked header, and returns what lay inside a letter coded anew.
"""
