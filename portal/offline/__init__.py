"""The portal as an app: installable, and useful without a connection."""
