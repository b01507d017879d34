"""What explains the window: its shortcuts, and hints at the first start."""
