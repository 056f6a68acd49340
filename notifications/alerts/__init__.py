"""Telling members of the team, on their own devices, what happened in the business."""
