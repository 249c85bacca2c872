"""The web desk, its API and its MCP server: in front of the desk, as the command line is."""
