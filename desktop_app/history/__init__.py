"""The versions of the model: seen, compared, put into use and back."""
