// Reads {rules, records} from the file named, then decides them once for each line on standard input.
const fs = require("fs");
const jsonLogic = require("json-logic-js");
const { rules, records } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const [first, second, third] = rules;
require("readline").createInterface({ input: process.stdin }).on("line", () => {
  const start = process.hrtime.bigint();
  const bits = records.map(
    (record) => jsonLogic.apply(first, record) | (jsonLogic.apply(second, record) << 1) | (jsonLogic.apply(third, record) << 2),
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const version = require("json-logic-js/package.json").version;
  process.stdout.write(JSON.stringify({ seconds, bits, version, memory: process.memoryUsage.rss() }) + "\n");
});
