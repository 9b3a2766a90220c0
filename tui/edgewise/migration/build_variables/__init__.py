"""``CF_PAGES*``: what Pages tells a build and Functions about a deployment, and what takes its place.

Workers Builds sets ``WORKERS_CI``, ``WORKERS_CI_BRANCH`` and ``WORKERS_CI_COMMIT_SHA`` (Cloudflare's change log of
2025-06-10), and nothing for the address. ``wrangler pages dev`` gives all four to Functions as variables; production
does the same.
"""

from edgewise.migration.build_variables.files import VariableFile, variable_files
from edgewise.migration.build_variables.run_time import pages_variables, run_time_variables

__all__ = ["VariableFile", "pages_variables", "run_time_variables", "variable_files"]
