// Talks to tests/syntax/syntax_dump.c: trees of thousands of programs from one process.
import { spawn } from "node:child_process";

export class TreeServer {
  #child;
  #chunks = [];
  #length = 0;
  #wake = null;
  #ended = false;

  constructor(program) {
    this.#child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout.on("data", (chunk) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#wake?.();
    });
    this.#child.on("close", () => {
      this.#ended = true;
      this.#wake?.();
    });
    this.#child.stdin.on("error", () => {});
  }

  async #read(count) {
    while (this.#length < count) {
      if (this.#ended) throw new Error("syntax_dump ended: " + this.#child.signalCode);
      await new Promise((resolve) => (this.#wake = resolve));
    }
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = all.length > count ? [all.subarray(count)] : [];
    this.#length -= count;
    return all.subarray(0, count);
  }

  // The names of kinds and fields; must be called first.
  async open() {
    let text = "";
    while (!text.endsWith("end\n")) text += (await this.#read(1)).toString();
    const lines = text.split("\n");
    this.kinds = lines.filter((l) => l.startsWith("kind ")).map((l) => l.slice(5));
    this.fields = lines.filter((l) => l.startsWith("field ")).map((l) => l.slice(6));
    return this;
  }

  // The trees of many programs [{bytes, goal}], in their order.
  async parseAll(programs) {
    this.#child.stdin.write(
      Buffer.concat(programs.flatMap(({ bytes, goal }) => [Buffer.from(`${goal} ${bytes.length}\n`), bytes])),
    );
    const trees = [];
    for (let i = 0; i < programs.length; i++) trees.push(await this.#readTree());
    return trees;
  }

  // The tree of `bytes` (a Buffer): {error, at, goal, nodes}, nodes being six numbers each.
  async parse(bytes, goal) {
    return (await this.parseAll([{ bytes, goal }]))[0];
  }

  async #readTree() {
    const head = await this.#read(20);
    const [failed, at, goalNumber, sentence, count] = [0, 4, 8, 12, 16].map((i) => head.readUInt32LE(i));
    const text = sentence > 0 ? (await this.#read(sentence)).toString() : "";
    const raw = count > 0 ? await this.#read(count * 24) : Buffer.alloc(0);
    const nodes = new Uint32Array(count * 6);
    for (let i = 0; i < nodes.length; i++) nodes[i] = raw.readUInt32LE(i * 4);
    return { error: failed ? text : null, at, goal: ["commonjs", "module", "detect", "script"][goalNumber], nodes, count };
  }

  close() {
    this.#child.stdin.end();
  }
}
