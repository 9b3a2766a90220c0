"""What the code of a project uses: read from the syntax trees of all modules that reach the Worker."""

from __future__ import annotations

from edgewise.migration.usage.model import Feature, Guard, Usage
from edgewise.migration.usage.reading import asset_imports, imported_folders, imports_runtime, read_usage

__all__ = ["Feature", "Guard", "Usage", "asset_imports", "imported_folders", "imports_runtime", "read_usage"]
