"""Spark in this process: the few methods of a context and of RDDs that a run uses, everything pickled on its way."""

import pickle
import shutil
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

from pyspark import cloudpickle


def sent(item):
    """What arrives elsewhere."""
    return pickle.loads(cloudpickle.dumps(item))


class Rdd:
    def __init__(self, partitions):
        self.partitions = [[sent(item) for item in items] for items in partitions]

    def map(self, function):
        return Rdd([[sent(function)(item) for item in items] for items in self.partitions])

    def flatMap(self, function):  # noqa: N802
        return Rdd([[*chain.from_iterable(map(sent(function), items))] for items in self.partitions])

    def mapPartitions(self, function):  # noqa: N802
        return Rdd([[*sent(function)(iter(items))] for items in self.partitions])

    def filter(self, function):
        return Rdd([[item for item in items if function(item)] for items in self.partitions])

    def union(self, other):
        return Rdd([*self.partitions, *other.partitions])

    def partitionBy(self, number, function):  # noqa: N802
        items = [*chain.from_iterable(self.partitions)]
        return Rdd([[pair for pair in reversed(items) if function(pair[0]) == one] for one in range(number)])

    def keys(self):
        return self.map(lambda pair: pair[0])

    def values(self):
        return self.map(lambda pair: pair[1])

    def collect(self):
        return [*chain.from_iterable(self.partitions)]

    toLocalIterator = collect  # noqa: N815

    def persist(self, level):
        return self

    def unpersist(self):
        pass


class Context:
    defaultParallelism = 3  # noqa: N815

    def parallelize(self, items, number):
        return Rdd([[item] for item in items])

    def broadcast(self, value):
        return SimpleNamespace(value=sent(value))

    def binaryFiles(self, names):  # noqa: N802
        return Rdd([[(name, Path(name.removeprefix("far:")).read_bytes())] for name in names.split(",")])


class Storage:
    """Files of this machine; where `far` is set, workers cannot open them by their path."""

    far = False

    def __init__(self, context, name):
        self.name, self.path = name, Path(name.removeprefix("far:"))

    @property
    def local(self):
        return None if self.far else self.path

    def exists(self):
        return self.path.exists()

    def is_folder(self):
        return self.path.is_dir()

    def children(self):
        paths = [path for path in self.path.iterdir() if not path.name.startswith((".", "_"))]
        return {path.name: Storage(None, f"far:{path}") for path in sorted(paths)}

    def get(self, target):
        shutil.copy(self.path, target)

    def put(self, source):
        (shutil.copytree if source.is_dir() else shutil.copy)(source, self.path)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def rename(self, other):
        self.path.rename(other.path)
