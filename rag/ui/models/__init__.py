"""The model that answers: named in the head, told about and changed in a sheet."""
