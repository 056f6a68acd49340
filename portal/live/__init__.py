"""The live line: what happens in the rooms appears on open pages without reloading."""
