"""The Pins view: turns and quotes put by, with notes, and the sheets made of them."""
