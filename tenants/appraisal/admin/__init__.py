"""The staff site of appraisal; importing it registers every record."""

from tenants.appraisal.admin import candidates, joint, panels, proposals, reserve

__all__ = ["candidates", "joint", "panels", "proposals", "reserve"]
