"""A contest's parts as small pages of their own, for other people's pages to show in a frame."""
