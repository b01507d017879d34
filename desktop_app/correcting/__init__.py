"""What the user says of digits: laid over what was read, kept as samples, undone."""
