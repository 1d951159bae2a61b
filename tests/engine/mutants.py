"""Mutants of a source text: every copy of it with one small slip, as text.

cosmic-ray's operators make the slips that programmers make in any language of this kind (an
operator, a number, a comparison). Ours make those of this subject: a vector taken for another, a
mean for a sum, a transposition or an axis forgotten. Both are cosmic-ray's `Operator`, so that one
loop makes all mutants.

A mutant is known by the lines that it changes, as `ast.unparse` writes them. That says what it is
to a reader, and does not move when a comment or another line does.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator, operator_names
from parso.python.tree import Name


@dataclass(frozen=True, slots=True)
class Mutant:
    """`text` is the source with one slip, in the body of `function`; `change` is its lines."""

    function: str
    change: str
    text: str


class _OfNames(Operator):
    """Replaces a name by each of `others(node)`."""

    def others(self, node: Any) -> list[str]:
        raise NotImplementedError

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        if node.type == "name":
            for _ in self.others(node):
                yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        other = Name(self.others(node)[index], node.start_pos, node.prefix)
        other.parent = node.parent
        return other


class AnotherVariable(_OfNames):
    """A parameter or a local variable in place of another one of the same function."""

    def others(self, node: Any) -> list[str]:
        function = node
        while function is not None and function.type != "funcdef":
            function = function.parent
        if function is None or _is_attribute(node) or node.parent.type in ("param", "funcdef"):
            return []
        known = [param.name.value for param in function.get_params()]
        known += [
            name.value
            for name in ast_nodes(function.children[-1])
            if name.type == "name" and name.is_definition() and not _is_attribute(name)
            if name.start_pos < node.start_pos
        ]
        known = list(dict.fromkeys(known))
        is_read = node.value in known and not node.is_definition()
        is_keyword = node.parent.type == "argument" and node.parent.children[0] is node
        return [name for name in known if name != node.value] if is_read and not is_keyword else []

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("def f(a, b):\n    return a", "def f(a, b):\n    return b"),)


class AnotherFunction(_OfNames):
    """A function or a method of the library in place of one that is like it."""

    ALIKE = (
        ("sum", "mean", "prod"),
        ("max", "min"),
        ("exp", "expm1", "exp2"),
        ("log", "log1p", "log2", "log10"),
        ("logsumexp", "amax", "mean"),
        ("zeros", "ones"),
        ("eye", "ones"),
    )

    def others(self, node: Any) -> list[str]:
        if not _is_attribute(node):
            return []
        return [
            name
            for alike in self.ALIKE
            if node.value in alike
            for name in alike
            if name != node.value
        ]

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("np.log(x)", "np.log1p(x)"),)


class NoTransposition(Operator):
    """`.T` and `.t()` left out."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        if node.type == "trailer" and node.children[-1].value in ("T", "t"):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        following = node.get_next_sibling()
        if following is not None and following.get_code() == "()":
            node.parent.children.remove(following)
        return None

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("a @ b.T", "a @ b"),)


class NoArgument(Operator):
    """A keyword argument left out: the axis of a sum, `keepdims`."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        if node.type == "argument" and len(node.children) == 3 and node.children[1].value == "=":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        comma = node.get_next_sibling()
        if comma is not None and comma.get_code().strip() == ",":
            node.parent.children.remove(comma)
        return None

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("x.sum(axis=1)", "x.sum()"),)


def _is_attribute(node: Any) -> bool:
    return node.parent.type == "trailer" and node.parent.children[0].value == "."


OURS = (AnotherVariable(), AnotherFunction(), NoTransposition(), NoArgument())


def operators() -> tuple[Operator, ...]:
    """cosmic-ray's that need no settings, in the order of their names, then ours."""
    found = [get_operator(name) for name in sorted(operator_names())]
    return (*(operator() for operator in found if not operator.arguments()), *OURS)


def mutants(source: str) -> list[Mutant]:
    """Every mutant of `source` that is Python and computes otherwise, each once."""
    found: dict[str, Mutant] = {}
    source = ast.unparse(_Bare().visit(ast.parse(source)))
    before = _functions(source)
    for operator in operators():
        count = sum(len(list(operator.mutation_positions(n))) for n in ast_nodes(get_ast(source)))
        for occurrence in range(count):
            text = mutate_code(source, operator, occurrence)
            try:
                after = _functions(text)
            except SyntaxError:
                continue
            function = next((n for n in before if before[n] != after.get(n)), None)
            if function is not None:
                text = ast.unparse(ast.parse(text))
                found.setdefault(text, Mutant(function, _change(source, text), text))
    return list(found.values())


class _Bare(ast.NodeTransformer):
    """What is computed: no docstring, no annotation; where `quiet`, not what an error says."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._without_docstring(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self._without_docstring(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        assert node.value is not None
        bare = ast.Assign(targets=[node.target], value=node.value)
        return self.generic_visit(ast.copy_location(bare, node))

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if self.quiet and isinstance(node.exc, ast.Call):
            node.exc.args = []
        return node

    def _without_docstring(self, node: Any) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return self.generic_visit(node)


def _functions(text: str) -> dict[str, str]:
    """What each function computes, by name; what stands outside of them, by ""."""
    tree = _Bare(quiet=True).visit(ast.parse(text))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    outside = [ast.dump(node) for node in tree.body if node not in functions]
    return {"": "\n".join(outside)} | {node.name: ast.dump(node) for node in functions}


def _change(before: str, after: str) -> str:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "-+")
