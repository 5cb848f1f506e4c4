"""The part of docs/style.md that a program can check."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "eligibility"
RIDDLES = ("What", "Whether", "How", "Those", "Where", "Whoever", "Whom")


def riddles():
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Expr(value=ast.Constant(value=str(text))) if text.split(maxsplit=1)[:1]:
                    if text.split()[0].rstrip(",;:") in RIDDLES:
                        yield f"{path.relative_to(SOURCE)}:{node.lineno}: {text.splitlines()[0]}"


def test_docstrings_begin_with_an_imperative_or_a_noun():
    assert not list(riddles())
