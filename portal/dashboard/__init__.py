"""The first page: what matters now, what today brought, how the last weeks went."""
