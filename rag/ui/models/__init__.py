"""The model that answers: named in the head, described and changed in a sheet."""
