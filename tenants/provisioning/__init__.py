"""Making, migrating and removing companies: everything that creates or changes a schema."""
