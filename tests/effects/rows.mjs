// Members of the tables as something that a process of a given major can find and call.
const effectsOf = (list) => (list === undefined || list === "pure" ? [] : list.split(" ").map((word) => word.replace(/[:?].*/s, "")));

// The effects of calling or constructing.
export const ofCalls = (row) => [...effectsOf(row.data.call), ...effectsOf(row.data.new)];

// Every row of modules, process and globals that can be called, with where it is: { id, row, run: { root, name, path } }.
export function callables(tables, major) {
  const found = [];
  const visit = (row, id, run) => {
    if (!row.majors.includes(major) || row.data.absent || row.data.same || run.path.at(-1)?.startsWith("@@")) return;
    if (run.path.length > 0 && row.callable) found.push({ id, row, run });
    for (const [member, inner] of row.members) if (member !== "prototype") visit(inner, `${id}.${member}`, { ...run, path: [...run.path, member] });
  };
  for (const [name, module] of tables.modules)
    if (name !== "process" && name !== "test") visit(module, name, { root: "module", name: module.data.prefix ? `node:${name}` : name, path: [] });
  visit(tables.modules.get("process"), "process", { root: "process", path: [] });
  for (const file of tables.globals) for (const [name, row] of file.members) visit(row, name, { root: "global", path: [name] });
  return found;
}

export { effectsOf };
