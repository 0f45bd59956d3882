// Evaluates compiled expressions: one line of JSON in (records, context, sources), one line of answers out.
"use strict";

const fs = require("node:fs");
const readline = require("node:readline");
const vm = require("node:vm");

vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8"));

const revive = (_key, value) => (value && typeof value === "object" && "$n" in value ? BigInt(value.$n) : value);
const encode = (value) => (typeof value === "bigint" ? { $n: value.toString() } : value ?? null);

function connected(tables) {
  const find = (value) => {
    if (Array.isArray(value)) return value.map(find);
    return value && typeof value === "object" && "$ref" in value ? tables[value.$ref[0]][value.$ref[1]] : value;
  };
  for (const rows of Object.values(tables))
    for (const row of Object.values(rows))
      for (const [name, value] of Object.entries(row)) row[name] = find(value);
  return find;
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { tables, record, context, sources } = JSON.parse(line, revive);
  const find = connected(tables);
  const user = find(context.user);
  const answers = sources.map((source) => {
    try {
      const evaluate = new Function("values", "record", "context", `"use strict"; return ${source};`);
      return { value: encode(evaluate(globalThis.lowcode.values, find(record), { ...context, user })) };
    } catch (error) {
      return { error: String(error.stack) };
    }
  });
  process.stdout.write(`${JSON.stringify(answers)}\n`);
});
