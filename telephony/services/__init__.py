"""What can be done with a call: one module per story."""
