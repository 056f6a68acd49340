"""Instructions for owners and their team: articles as files, a search, a link from each page."""
