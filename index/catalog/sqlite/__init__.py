"""The catalog in one SQLite file of the index folder: what there is unless somebody names a server."""
