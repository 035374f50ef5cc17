"""The Pins view: turns and quotes that people pin, with notes, and the sheets made of them."""
