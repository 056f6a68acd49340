"""A whole company in one YAML file: read with line numbers, checked completely, made in one go."""
