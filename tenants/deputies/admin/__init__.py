"""The deputies' room on the staff site: the register, homes and receptions, suggestions, duties."""

from tenants.deputies.admin import duties, homes, mandates, suggestions

__all__ = ["duties", "homes", "mandates", "suggestions"]
