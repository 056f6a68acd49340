"""Where Retell reaches us: while it rings, while the model works, and for the whole call by socket."""
