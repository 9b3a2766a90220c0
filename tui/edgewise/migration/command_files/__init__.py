"""Files other than ``package.json`` that hold commands: Makefiles, shell scripts, task files, tools' configurations."""

from edgewise.migration.command_files.files import CommandFile, command_files, workspace_files

__all__ = ["CommandFile", "command_files", "workspace_files"]
