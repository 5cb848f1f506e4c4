"""JsonLogic in Node: the time is Node's own, over records that it parsed before."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from peering.contenders import Absent
from peering.rows import JSON_LOGIC, Rows
from peering.workload import Data

HERE = Path(__file__).parent
MODULES = HERE.parent / "node_modules"


class Peer(Rows):
    title = "json-logic in Node"
    packages = ()
    largest = 100_000
    lacks = "trace, unknowns, an order"

    def __init__(self, data: Data) -> None:
        node = shutil.which("node")
        if node is None:
            raise Absent("node is not installed")
        environment = os.environ | {"NODE_PATH": os.pathsep.join((str(MODULES), os.environ.get("NODE_PATH", "")))}
        probe = [node, "-e", "require('json-logic-js')"]
        if subprocess.run(probe, env=environment, capture_output=True, check=False).returncode:
            raise Absent("json-logic-js is not installed: npm install --prefix benchmarks/peering json-logic-js@2")
        super().__init__(data)
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False, encoding="utf-8") as file:
            json.dump({"rules": JSON_LOGIC, "records": self.records}, file)
        self.path = Path(file.name)
        command = [node, str(HERE / "json_logic_node.js"), file.name]
        self.node = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.versions: dict[str, str] = {}

    def decide(self) -> float:
        """The seconds that Node measured."""
        assert self.node.stdin is not None
        assert self.node.stdout is not None
        self.node.stdin.write("again\n")
        self.node.stdin.flush()
        answer = json.loads(self.node.stdout.readline())
        self.path.unlink(missing_ok=True)
        self.bits, self.memory = answer["bits"], answer["memory"]
        version = subprocess.run([str(self.node.args[0]), "--version"], capture_output=True, text=True, check=True)
        self.versions = {"json-logic-js": answer["version"], "node": version.stdout.strip().removeprefix("v")}
        return float(answer["seconds"])

    def __del__(self) -> None:
        if hasattr(self, "node"):
            self.node.kill()
            self.node.communicate()
