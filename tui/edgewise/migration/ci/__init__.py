"""Workflows of continuous integration that deploy to Pages, and what they say when they deploy the Worker."""

from edgewise.migration.ci.files import CiFile, workflow_files
from edgewise.migration.ci.place import CiPlace

__all__ = ["CiFile", "CiPlace", "workflow_files"]
