"""The staff site of appraisal; importing it registers every record."""

from tenants.appraisal.admin import candidates, panels, proposals, reserve

__all__ = ["candidates", "panels", "proposals", "reserve"]
