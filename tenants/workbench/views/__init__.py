"""The pages: each parses, asks one query or calls one command, and renders."""
