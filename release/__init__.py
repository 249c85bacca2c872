"""What is done for a release."""
