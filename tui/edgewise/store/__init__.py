"""What edgewise keeps on disk, and how: folders, shipped content, atomic writes, settings.

Nothing secret goes through this package.
"""

from edgewise.store.content import content
from edgewise.store.files import read_json, write_atomic, write_json
from edgewise.store.folders import Folders, folders

__all__ = ["Folders", "content", "folders", "read_json", "write_atomic", "write_json"]
