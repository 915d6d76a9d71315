"""Front matter: the few lines of YAML that stand before a post; and YAML of strangers in general."""

from __future__ import annotations

import re
from typing import Any

import yaml

_MOST_FRONT_MATTER = 64_000
_MOST_YAML = 4_000_000
_DEEPEST = 40
# How many values the whole may have once every alias is replaced by what it stands for.
_MOST_VALUES = 200_000
_FENCE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_TYPES = ("null", "bool", "int", "float", "timestamp", "str", "seq", "map")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BrokenFrontMatter(ValueError):
    """The YAML cannot be read: in which line of the file (counted from 1), and why."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


class _Loader(yaml.SafeLoader):
    """Reads YAML as people mean it, in bounded time.

    Not YAML 1.1: `no` is not False (nor Norway), 19:00 is no number of base sixty, 1.10 keeps its nought.
    """

    yaml_implicit_resolvers = {}
    # None is PyYAML's own entry for "any other tag", which refuses.
    yaml_constructors = {
        tag: construct
        for tag, construct in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in _TYPES
    }

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=self.get_mark())
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        """Give a plain value, without what escapes such as "\\0" might smuggle in."""
        value = super().construct_scalar(node)
        if isinstance(value, str) and _UNPRINTABLE.search(value):
            raise yaml.MarkedYAMLError(problem="contains a control character", problem_mark=node.start_mark)
        return value

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Give a mapping with text keys; a key that stands twice is an error, not a silent loss."""
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be text", problem_mark=key.start_mark)
            if key.value in seen:
                problem = f"the key {key.value[:60]!r} stands twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


_DIGITS = list("-+0123456789")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?[ ]?(?:Z|[-+][0-9]{2}(?::[0-9]{2})?)?"
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", _DIGITS),
    ("timestamp", f"{_DAY}(?:[Tt ]{_TIME})?", _DIGITS),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)


class _DataLoader(_Loader):
    """Also reads fractions as numbers, as data needs them: a title of 1.10 does not."""


_DataLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,20}$"), _DIGITS)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Give the front matter of a file as a mapping, and its body; a file without any is all body.

    A byte-order mark and foreign line ends are taken away. Raises BrokenFrontMatter.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if not _FENCE.fullmatch(first):
        return {}, text
    lines = rest.split("\n")
    end = next((number for number, line in enumerate(lines) if _END.fullmatch(line)), None)
    if end is None:
        raise BrokenFrontMatter(1, "the front matter has no closing line of three dashes")
    head = "\n".join(lines[:end])
    if len(head.encode("utf-8", "replace")) > _MOST_FRONT_MATTER:
        raise BrokenFrontMatter(1, f"the front matter is longer than {_MOST_FRONT_MATTER} bytes")
    values = _load(_Loader, head, first_line=2)
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise BrokenFrontMatter(2, "the front matter is not a list of names and values")
    return values, "\n".join(lines[end + 1 :]).lstrip("\n")


def load_yaml(text: str, *, first_line: int = 1) -> Any:
    """Give the values of a YAML text by a stranger: text, numbers, dates, true, false, null, lists, mappings.

    `first_line` is the line of the file in which the text begins. Raises BrokenFrontMatter for whatever
    is wrong: syntax, keys that stand twice, other types, depth, size, aliases that multiply or go round.
    """
    return _load(_DataLoader, text, first_line=first_line)


def _load(kind: type[_Loader], text: str, *, first_line: int) -> Any:
    text = text.removeprefix("\ufeff")
    if len(text) > _MOST_YAML:
        raise BrokenFrontMatter(first_line, f"longer than {_MOST_YAML} characters")
    bad = _UNPRINTABLE.search(text)
    if bad:
        line = first_line + text.count("\n", 0, bad.start())
        raise BrokenFrontMatter(line, f"contains a control character ({ord(bad[0])})")
    loader = kind("")
    try:
        loader = kind(text)
        values = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise BrokenFrontMatter(line, error.problem or "cannot be read") from None
    except (yaml.YAMLError, ValueError) as error:
        # A date such as 2014-02-30, a character that YAML forbids.
        reason = " ".join(str(error).split())[:200]
        raise BrokenFrontMatter(first_line + loader.line, reason) from None
    except (TypeError, AttributeError, LookupError, OverflowError):
        raise BrokenFrontMatter(first_line + loader.line, "a value is not of the type it says") from None
    finally:
        loader.dispose()
    if _count(values, _MOST_VALUES, 0) < 0:
        raise BrokenFrontMatter(first_line, "aliases make it too large")
    return values


def _count(value: Any, left: int, depth: int) -> int:
    """Give how many values may still come after this one, below zero if it has too many."""
    left -= 1
    if left < 0 or depth > _DEEPEST * 2:
        return -1
    parts: list[Any] = []
    if isinstance(value, dict):
        parts = list(value.values())
    elif isinstance(value, list | set | tuple):
        parts = list(value)
    for part in parts:
        left = _count(part, left, depth + 1)
        if left < 0:
            return -1
    return left
