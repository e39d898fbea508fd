// The effect tables as rows: what rules/api_load.c reads, for the tests that compare them with real Nodes.
import { readdirSync, readFileSync } from "node:fs";

export const MAJORS = [20, 22, 24, 26];

function expand(holder) {
  const members = new Map();
  for (const [name, row] of Object.entries(holder.members ?? {})) members.set(name, [row].flat());
  for (const group of holder.groups ?? []) for (const name of group.names.split(" ")) members.set(name, [group]);
  return members;
}

class Row {
  constructor(path, data, parent, tables) {
    Object.assign(this, { path, data, parent, tables });
    this.majors = MAJORS.filter((major) => major >= (data.since ?? 0) && major <= (data.until ?? 99));
    if (parent) this.majors = this.majors.filter((major) => parent.majors.includes(major));
  }

  get callable() {
    return "call" in this.data || "new" in this.data;
  }

  // The row itself, or the one that it is another name of.
  get real() {
    return this.data.same ? this.tables.reference(this.data.same).real : this;
  }

  get members() {
    const rows = [];
    for (const [name, variants] of expand(this.data))
      for (const variant of variants) rows.push([name, new Row(`${this.path}.${name}`, variant, this, this.tables)]);
    return rows;
  }

  member(name, major) {
    return this.members.find(([other, row]) => other === name && (major === undefined || row.majors.includes(major)))?.[1];
  }
}

export class Tables {
  constructor(folder) {
    this.modules = new Map();
    this.types = new Map();
    this.globals = [];
    this.cjs = undefined;
    this.importMeta = undefined;
    this.hidden = new Map();
    for (const name of readdirSync(folder).sort()) if (name.endsWith(".json")) this.#add(JSON.parse(readFileSync(`${folder}/${name}`, "utf8")));
  }

  #add(file) {
    const row = new Row(file.module ?? "", file, undefined, this);
    if (file.module) this.modules.set(file.module, row);
    if (file.globals) this.globals.push(row);
    if (file.cjs) this.cjs = row;
    if (file.importMeta) this.importMeta = row;
    for (const [name, data] of Object.entries(file.types ?? {})) this.types.set(name, new Row(name, data, undefined, this));
    for (const [name, data] of Object.entries(file.hidden ?? {})) this.hidden.set(name, new Row(name, data, undefined, this));
  }

  global(name, major) {
    for (const file of this.globals) {
      const row = file.member(name, major);
      if (row) return row;
    }
    return undefined;
  }

  reference(text) {
    const [kind, rest] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
    const [name, member] = rest.split("#");
    const roots = { module: () => this.modules.get(name), global: () => this.global(name), type: () => this.types.get(name), cjs: () => this.cjs.member(name) };
    const row = roots[kind]();
    return member ? row.member(member) : row;
  }
}
