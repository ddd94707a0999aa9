from tenants.oversight.admin import asking, following, records

__all__ = ["asking", "following", "records"]
