"""How the platform and all its companies are doing: figures by day, standing, incidents. Public tables."""
