"""Staff of the platform in a company's portal: how they come in, what they may, how the owner ends it."""
