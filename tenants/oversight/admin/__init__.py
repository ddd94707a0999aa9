from tenants.oversight.admin import following, records

__all__ = ["following", "records"]
