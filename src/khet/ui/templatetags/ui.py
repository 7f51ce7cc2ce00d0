"""All component tags and filters; builtin in every template."""

from khet.ui.component import register
from khet.ui.tags import actions, blocks, breaking, fields, memo, numbers, tables, wall, words

__all__ = ["actions", "blocks", "breaking", "fields", "memo", "numbers", "register", "tables", "wall", "words"]
