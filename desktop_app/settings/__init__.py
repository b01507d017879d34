"""What the user chose: the table of settings, where they are kept, and their dialog."""
