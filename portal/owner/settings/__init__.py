"""Everything an owner sets up: branches, people, services, hours, things, messages and the company itself."""
