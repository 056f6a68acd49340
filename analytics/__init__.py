"""What is learned from all rooms below: figures, and how the platform is doing."""
