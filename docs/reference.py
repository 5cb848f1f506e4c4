"""Writes the parts of the reference pages that come from the code: python docs/reference.py

In a page such a part stands between `<!-- generated: NAME -->` and `<!-- end -->`. A test fails where a page and the
code differ; running this once puts it right.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs

import eligibility
from eligibility.communes import SUBJECTS
from eligibility.model import Attribute, SubjectType, Type, format_value

DOCS = Path(__file__).resolve().parent
_PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)

GROUPS = {
    "Loading": ("load_rules", "load_plan", "Law", "LoadedPlan"),
    "Facts": (
        "Commune",
        "Village",
        "Site",
        "Point",
        "Facts",
        "UNKNOWN",
        "OneOf",
        "Evidence",
        "read_register",
        "Register",
    ),
    "Deciding": ("decide", "decide_many", "Decisions", "Decision", "Explanation", "render", "unsettled", "changes"),
    "Whole registers": ("decide_register", "DecidedRegister", "allocate_register", "AllocatedRegister"),
    "Allocating": ("allocate", "Allocation"),
    "Errors": ("EligibilityError", "RuleError", "FactError", "Problem", "EngineDisagreement", "Unavailable"),
}
"""Every public name, in the order in which one meets them."""


def facts() -> str:
    """The subjects and their attributes."""
    return "\n\n".join(_subject(kind) for kind in SUBJECTS.values())


def _subject(kind: SubjectType) -> str:
    lines = [
        f"### `{kind.name}`",
        "",
        f"{kind.title.en} · *{kind.title.vi}* · class `{kind.cls.__name__}`",
        "",
        "| attribute | English | Vietnamese | type | unit | step | part of |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_attribute(attribute) for attribute in kind.attributes.values()]
    for relation in kind.relations.values():
        lines.append(
            f"| `{relation.name}` | {relation.title.en} | {relation.title.vi} "
            f"| the subjects `{relation.subject}`, which know this one as `{relation.back}` | | | |"
        )
        lines.append(
            f"| `{relation.complete}` | Whether every one is given | Đã ghi đủ | yes or no; empty is no | | | |"
        )
    return "\n".join(lines)


def _attribute(attribute: Attribute) -> str:
    step = f"{attribute.step}" if attribute.type is Type.QUANTITY else ""
    unit = f"{attribute.unit.en} (*{attribute.unit.vi}*)" if attribute.unit else ""
    wholes = ", ".join(f"`{whole}`" for whole in attribute.part_of)
    title = f"| {attribute.title.en} | {attribute.title.vi} "
    return f"| `{attribute.name}` {title}| {_type(attribute)} | {unit} | {step} | {wholes} |"


def _type(attribute: Attribute) -> str:
    if attribute.type is Type.CODE:
        return f"`code`, {attribute.width} digits"
    if attribute.type is Type.CHOICE:
        words = ", ".join(f"`{format_value(value)}`" for value in attribute.domain)
        return f"`choice`: {words}"
    return f"`{attribute.type.value}`, or `none`" if attribute.nullable else f"`{attribute.type.value}`"


def api() -> str:
    """The public names."""
    parts = []
    for title, names in GROUPS.items():
        parts.append(f"## {title}")
        parts += [_entry(name, getattr(eligibility, name)) for name in names]
    return "\n\n".join(parts)


def _entry(name: str, thing: Any) -> str:
    if not callable(thing):
        return f"### `{name}`\n\n{_said(type(thing))}"
    head = f"### `{name}`\n\n{_said(thing)}"
    if not inspect.isclass(thing):
        return f"### `{name}`\n\n```text\n{_signature(name, thing)}\n```\n\n{_said(thing)}"
    rows = list(_members(thing))
    if not rows:
        return head
    return "\n".join([head, "", "| member | |", "| --- | --- |", *rows])


def _signature(name: str, thing: Any) -> str:
    return f"{name}{_short(str(inspect.signature(thing)))}"


def _short(annotation: str) -> str:
    """An annotation without modules and quotes."""
    plain = re.sub(r"\b(?:[A-Za-z_]+\.)+(?=[A-Za-z])", "", annotation)
    plain = re.sub(r"(?<=[\[ ])'([^']+)'(?=[],)]|$)", r"\1", re.sub(r"-> '([^']*)'$", r"-> \1", plain))
    return re.sub(r"^Optional\[(.*)\]$", r"\1 | None", re.sub(r": '([^']+)'(?=[,)])", r": \1", plain))


def _said(thing: Any) -> str:
    """A docstring without its examples."""
    text = inspect.cleandoc(thing.__doc__ or "")
    return re.split(r"\n*^>>> ", text, maxsplit=1, flags=re.MULTILINE)[0].strip().replace("``", "`")


def _first(thing: Any) -> str:
    return " ".join(_said(thing).split("\n\n")[0].split())


def _members(cls: type[Any]) -> Iterator[str]:
    if cls in (kind.cls for kind in SUBJECTS.values()):
        return
    if attrs.has(cls):
        for field in attrs.fields(cls):
            if field.init and not field.name.startswith("_"):
                yield f"| `{field.name}` | {_shown(field.type)} |"
    for name, member in vars(cls).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"| `{name}` | {_first(member.fget)} |"
        elif isinstance(member, cls):
            yield f"| `{name}` | = {member.value} |"
        elif callable(found := getattr(member, "__func__", member)) and inspect.isfunction(found):
            yield f"| `{name}()` | {_first(found)} |"


def _shown(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return "`" + _short(text).replace("|", "\\|") + "`"


PARTS: dict[str, Callable[[], str]] = {"facts": facts, "api": api}


def renewed(page: str) -> str:
    """A page with its generated parts as the code has them now."""
    return _PART.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", page)


def main() -> None:
    """Renew all pages."""
    for path in sorted(DOCS.rglob("*.md")):
        page = path.read_text(encoding="utf-8")
        if renewed(page) != page:
            path.write_text(renewed(page), encoding="utf-8")
            sys.stdout.write(f"{path.name} renewed\n")


if __name__ == "__main__":
    main()
