"""What a person waits for, measured on this machine: `make bench`."""
