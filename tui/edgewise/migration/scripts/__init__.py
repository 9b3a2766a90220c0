"""``wrangler pages`` calls in shell commands, turned into those for a Worker."""

from edgewise.migration.scripts.line import Rewrite, rewrite
from edgewise.migration.scripts.package import Rewritten, rewrite_scripts
from edgewise.migration.scripts.target import Remark, Target

__all__ = ["Remark", "Rewrite", "Rewritten", "Target", "rewrite", "rewrite_scripts"]
