"""Properties of characters.

The modules `unicodedb_X_Y_Z` are all the same: the database of the host, whose version is `version`.
"""
