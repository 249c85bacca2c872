"""The MCP server (`entente mcp`): a ledger for assistants, each answer with the words it rests on."""
