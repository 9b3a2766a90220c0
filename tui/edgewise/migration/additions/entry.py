"""The entry of the Worker: whether a module can be put around it, and where that lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.errors import Refused
from edgewise.migration.additions.built import comes_from_build
from edgewise.migration.additions.model import Module
from edgewise.migration.additions.situation import Situation
from edgewise.migration.additions.unbundled import can_be_led_to
from edgewise.migration.settings import FOLDERS
from edgewise.project.config import DEPLOY, find_redirected
from edgewise.project.exports import LANGUAGES, exported_names, syntax_tree
from edgewise.project.folder import read_text
from edgewise.text import clean

if TYPE_CHECKING:
    from ast_grep_py import SgNode

NAMES = ("extended", "extended-worker")
"""What the module is called: the first that is free."""
_LARGEST = 4_000_000
"""Characters of an entry that is read. Larger ones are bundles, and Pages' own export an object."""
_TYPESCRIPT = (".ts", ".mts", ".tsx")


def module_of(here: Situation) -> Module:
    """The module around the entry, as it is or as it would be made.

    Raises:
        Refused: ``config-generated``, ``main-changed``, ``entry-unbundled``, ``entry-class`` or ``entry-no-default``.
    """
    main = here.document.get("main")
    generated = find_redirected(here.root)
    if generated is not None:
        raise Refused(
            f"wrangler takes {clean(generated.path)}, which a build writes and which names an entry of its own.",
            code="config-generated",
            where=clean(DEPLOY),
            fix="Add the handler where the framework lets you write the Worker's entry, as the lesson shows.",
        )
    if here.module is not None:
        if main != here.module.main:
            raise Refused(
                f"{clean(here.config.path)} does not name {clean(here.module.main)} as its main any more.",
                code="main-changed",
                where=clean(here.config.path),
                fix="Name it again, or take the additions back with `edgewise undo --last`.",
            )
        return here.module
    unbundled = here.document.get("no_bundle") is True
    if unbundled and not can_be_led_to(here.document):
        raise Refused(
            "The modules of this Worker are uploaded as they are, and the wrangler file does not say which ones.",
            code="entry-unbundled",
            where=clean(here.config.path),
            fix="Set find_additional_modules, base_dir and a rule of the type ESModule, or add the handler by hand.",
        )
    if main is None:
        typescript = (here.root / "tsconfig.json").is_file()
        return Module(_free(here, _folder(here, None), typescript), None)
    entry = str(main).removeprefix("./")
    _check(here, entry)
    if unbundled:
        return Module(_free(here, _folder(here, entry), False), entry, top=_free(here, "", False))
    built = entry not in here.made and (comes_from_build(entry) or not (here.root / entry).is_file())
    typescript = entry.endswith(_TYPESCRIPT) or (built and _speaks_typescript(here))
    return Module(_free(here, _folder(here, entry), typescript), entry)


def _folder(here: Situation, entry: str | None) -> str:
    """Beside the entry when the migration wrote it, else in a folder of its own."""
    if entry is not None and entry in here.made and "/" in entry:
        return entry.rpartition("/")[0]
    taken = ("", ".js", ".ts")
    free = (name for name in FOLDERS if not any((here.root / f"{name}{end}").exists() for end in taken))
    return next(free, FOLDERS[-1])


def _free(here: Situation, folder: str, typescript: bool) -> str:
    end = "ts" if typescript else "js"
    paths = [f"{folder}/{name}.{end}".removeprefix("/") for name in NAMES]
    return next((path for path in paths if not (here.root / path).exists()), paths[-1])


def _speaks_typescript(here: Situation) -> bool:
    functions = here.root / "functions"
    return (here.root / "tsconfig.json").is_file() or any(functions.rglob("*.ts"))


def _check(here: Situation, entry: str) -> None:
    """Make sure that the entry's default export is an object, as far as its text tells."""
    text = read_text(here.root, entry)
    extension = f".{entry.rpartition('.')[2]}"
    if text is None or len(text) > _LARGEST or extension not in LANGUAGES:
        return
    if "default" not in dict(exported_names(text, extension)):
        raise Refused(
            f"{clean(entry)} has no default export, so nothing can be added to it.",
            code="entry-no-default",
            where=clean(entry),
            fix="Write it as a module with `export default { fetch }`, and try again.",
        )
    if default_is_class(text, extension):
        raise Refused(
            f"The default export of {clean(entry)} is a class, and a class cannot be taken over into an object.",
            code="entry-class",
            where=clean(entry),
            fix="Add the method (queue or scheduled) to the class by hand, and the setting to the wrangler file.",
        )


def default_is_class(text: str, extension: str) -> bool:
    """Whether the default export of a module is a class that stands in the same file.

    Args:
        extension: one of :data:`edgewise.project.exports.LANGUAGES`.
    """
    nodes = syntax_tree(text, extension).children()
    named = {name for node in nodes if (name := _class_name(node))}
    for node in nodes:
        if node.kind() != "export_statement":
            continue
        children = node.children()
        if any(child.kind() == "default" for child in children):
            return any(child.kind() in _CLASSES or child.text() in named for child in children)
        for clause in children:
            if clause.kind() == "export_clause" and any(_as_default(each) in named for each in clause.children()):
                return True
    return False


_CLASSES = ("class", "class_declaration", "abstract_class_declaration")


def _class_name(node: SgNode) -> str | None:
    """The name that a statement gives to a class."""
    if node.kind() == "export_statement":
        return next((name for child in node.children() if (name := _class_name(child))), None)
    if node.kind() in _CLASSES:
        found = node.field("name")
        return None if found is None else found.text()
    if node.kind() in ("lexical_declaration", "variable_declaration"):
        for each in node.children():
            value = each.field("value") if each.kind() == "variable_declarator" else None
            target = each.field("name") if value is not None and value.kind() == "class" else None
            if target is not None:
                return str(target.text())
    return None


def _as_default(specifier: SgNode) -> str | None:
    """The local name that a specifier exports as the default."""
    if specifier.kind() != "export_specifier":
        return None
    alias, name = specifier.field("alias"), specifier.field("name")
    return name.text() if alias is not None and name is not None and alias.text() == "default" else None
