"""The catalog in one SQLite file of the index folder: the default where no server is named."""
