"""Retrieval and answers measured on any data set in the normal form."""
