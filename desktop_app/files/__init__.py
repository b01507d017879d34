"""Pictures and videos that are opened, dropped, pasted and saved."""
