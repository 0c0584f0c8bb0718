"""What the pages need to look as they should: icons and links of the work bar."""
