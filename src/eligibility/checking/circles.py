"""Circles: what leads back to itself, and the order of what does not."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

_MOST: Final = 20
_SHOWN: Final = 12


def circles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Circles in a graph, each from the first of its nodes that is met back to it; no more than `_MOST`.

    >>> list(circles({"a": ["b"], "b": ["a"], "c": ["a"]}))
    [('a', 'b', 'a')]
    """
    return islice(_circles(graph, set()), _MOST)


def _circles(graph: Mapping[str, Iterable[str]], done: set[str]) -> Iterator[tuple[str, ...]]:
    for start in graph:
        path: list[str] = []
        at: dict[str, int] = {}
        todo = [iter((start,))]
        while todo:
            node = next(todo[-1], None)
            if node is None:
                todo.pop()
                if path:
                    done.add(path[-1])
                    del at[path.pop()]
            elif node in at:
                yield (*path[at[node] :], node)
            elif node not in done:
                at[node] = len(path)
                path.append(node)
                todo.append(iter(graph.get(node, ())))


def shown_circle(circle: tuple[str, ...]) -> str:
    """A circle for a message, cut where it is long.

    >>> shown_circle(("a", "b", "a"))
    'a → b → a'
    """
    return " → ".join(circle if len(circle) <= _SHOWN else (*circle[: _SHOWN - 2], "…", circle[-1]))


def ordered(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The nodes of a graph without circles, each after those it points to, otherwise in the order of the graph.

    >>> ordered({"a": ["c"], "b": [], "c": ["b"]})
    ['b', 'c', 'a']
    """
    found: dict[str, None] = {}
    for start in graph:
        todo = [(start, iter(graph[start]))]
        while todo:
            node, rest = todo[-1]
            following = next((one for one in rest if one not in found), None)
            if following is None:
                todo.pop()
                found[node] = None
            else:
                todo.append((following, iter(graph[following])))
    return list(found)
