"""Where Loopbook meets the tools that render a book."""
