"""Storage: files and folders in any place that Spark reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
from py4j.protocol import Py4JError
from pyspark import SparkContext

from eligibility.sources import FactError, Place, Problem, Text


@attrs.frozen
class Storage:
    """A file or folder by its name, on this machine or in any store that Hadoop knows."""

    context: SparkContext
    name: str

    @cached_property
    def path(self) -> Any:  # noqa: ANN401 - an object of Java
        """The path as an object of Hadoop."""
        return self._java.fs.Path(self.name)

    @cached_property
    def _java(self) -> Any:  # noqa: ANN401 - a package of Java
        jvm: Any = self.context._jvm  # noqa: SLF001 - Spark has no other way to files
        return jvm.org.apache.hadoop

    @cached_property
    def _files(self) -> Any:  # noqa: ANN401 - an object of Java
        files = self.path.getFileSystem(self.context._jsc.hadoopConfiguration())  # noqa: SLF001
        files.setWriteChecksum(False)
        return files

    @property
    def local(self) -> Path | None:
        """The path on this machine, if it is in a mounted file system and not in a store."""
        whole = self._files.makeQualified(self.path).toUri()
        return Path(whole.getPath()) if whole.getScheme() == "file" else None

    def exists(self) -> bool:
        """True where it is there."""
        return bool(self._files.exists(self.path))

    def is_folder(self) -> bool:
        """True where it is a folder."""
        return bool(self._files.getFileStatus(self.path).isDirectory())

    def children(self) -> dict[str, "Storage"]:
        """Entries of a folder by name, without hidden ones."""
        paths = [status.getPath() for status in self._files.listStatus(self.path)]
        visible = [path for path in paths if not path.getName().startswith((".", "_"))]
        return {path.getName(): Storage(self.context, path.toString()) for path in sorted(visible, key=str)}

    def get(self, target: Path) -> None:
        """Copy it to this machine."""
        self._files.copyToLocalFile(self.path, self._java.fs.Path(target.as_uri()))

    def put(self, source: Path) -> None:
        """Copy a file or folder of this machine here."""
        self._files.copyFromLocalFile(False, True, self._java.fs.Path(source.as_uri()), self.path)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        self._files.delete(self.path, True)

    def rename(self, other: "Storage") -> None:
        """Give it another name; `FactError` where that cannot be."""
        if not self._files.rename(self.path, other.path):
            what = Text("không đặt được tên cho kết quả", "the results cannot be given their name")
            raise FactError([Problem(Place(other.name), what)])


@contextmanager
def broken(place: str) -> Iterator[None]:
    """Turn an error of Java into a problem with its reason."""
    try:
        yield
    except Py4JError as error:
        cause = getattr(error, "java_exception", None)
        reason = str(cause.getMessage() if cause is not None else error).strip().partition("\n")[0][:200]
        what = Text(f"Spark không đọc hoặc không xét được ({reason})", f"Spark cannot read or decide this ({reason})")
        raise FactError([Problem(Place(place), what)]) from None
