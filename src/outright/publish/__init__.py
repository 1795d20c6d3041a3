"""Everything that is printed: pages, plain text, the terminal, files. It only reads bulletins."""
