"""Writing: mandates and groups, homes and receptions, suggestions and their letters, duties."""
