"""What speech recognizers write."""
