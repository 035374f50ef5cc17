"""Endpoints and MCP tools for other programs."""
