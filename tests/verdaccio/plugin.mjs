// The Verdaccio plugin's decisions, without Verdaccio: prints TAP. CORDON_FAKE is a program that answers like cordon.
import assert from "node:assert";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { archiveOf, denyArchives } = require("../../cli/verdaccio/lib/middleware.js");
const { readSettings } = require("../../cli/verdaccio/lib/settings.js");
const plugin = require("../../cli/verdaccio/index.js");

const silent = { warn() {}, error() {} };
const integrity = (name) => `sha512-${Buffer.from(name).toString("base64")}`;
const version = (name, number, extra = {}) => ({
    name,
    version: number,
    dist: { integrity: integrity(`${name}-${number}-${extra.verdict ?? "pass"}`), tarball: `http://h/${name}/-/${name}-${number}.tgz` },
    ...extra,
});
const manifest = () => ({
    name: "x",
    "dist-tags": { latest: "2.0.0", old: "1.0.0" },
    time: { created: "a", "1.0.0": "b", "2.0.0": "c" },
    versions: {
        "1.0.0": version("x", "1.0.0"),
        "1.10.0": version("x", "1.10.0"),
        "1.9.0": version("x", "1.9.0"),
        "2.0.0": version("x", "2.0.0", { verdict: "fail" }),
        "2.1.0": version("x", "2.1.0", { verdict: "unknown" }),
        "2.2.0": version("x", "2.2.0", { verdict: "pending" }),
        "2.3.0": { ...version("x", "2.3.0"), dist: { shasum: "00" } },
    },
});
const make = (config) => plugin({ program: process.env.CORDON_FAKE, ...config }, { logger: silent });
const shown = async (config) => Object.keys((await make(config).filter_metadata(manifest())).versions).sort();

async function request(method, path, found) {
    let handler;
    const storage = { getPackage: ({ name, callback }) => found(name, callback) };
    denyArchives({ use: (f) => (handler = f) }, storage, silent);
    return new Promise((resolve) => {
        const res = { status: (code) => ({ json: () => resolve(code) }) };
        handler({ method, path }, res, () => resolve("next"));
    });
}

const tests = {
    "only what passes is shown": async () => assert.deepStrictEqual(await shown({}), ["1.0.0", "1.10.0", "1.9.0"]),
    "unknown and pending versions are shown when the operator says so": async () => {
        assert.deepStrictEqual(await shown({ unknown: "show" }), ["1.0.0", "1.10.0", "1.9.0", "2.1.0"]);
        assert.deepStrictEqual(await shown({ pending: "show" }), ["1.0.0", "1.10.0", "1.9.0", "2.2.0"]);
    },
    "latest is the newest that is shown, and the verdict is added": async () => {
        const got = await make({}).filter_metadata(manifest());
        assert.deepStrictEqual(got["dist-tags"], { latest: "1.10.0", old: "1.0.0" });
        assert.deepStrictEqual(got.time, { created: "a", "1.0.0": "b" });
        assert.strictEqual(got.versions["1.0.0"].cordon.verdict, "pass");
    },
    "a program that cannot be started, or lies, shows nothing": async () => {
        assert.deepStrictEqual(await shown({ program: "/no/such/program", pending: "show" }), []);
        assert.deepStrictEqual(await shown({ program: "/bin/cat", pending: "show" }), []);
        assert.deepStrictEqual(await shown({ program: "/bin/true", pending: "show" }), []);
    },
    "metadata of any shape is no exception": async () => {
        for (const odd of [{ name: "x" }, { name: "x", versions: null }, { name: "x", versions: { "1.0.0": null } }]) {
            const got = await make({}).filter_metadata(odd);
            assert.deepStrictEqual(Object.keys(got.versions), []);
        }
    },
    "a wrong setting is an error at the start": () => {
        assert.throws(() => readSettings({ unknown: "maybe" }), /unknown is hide or show/);
        assert.throws(() => readSettings({ queue: 7 }), /queue is a text/);
    },
    "addresses of archives are recognised however they are spelled": () => {
        const name = (path) => archiveOf(path)?.name ?? archiveOf(path);
        assert.strictEqual(name("/x/-/x-1.0.0.tgz"), "x");
        assert.strictEqual(name("/x/-/x-1.0.0.tgz/"), "x");
        assert.strictEqual(name("/@a/x/-/x-1.0.0.tgz"), "@a/x");
        assert.strictEqual(name("/@a%2fx/-/x-1.0.0.tgz"), "@a/x");
        assert.strictEqual(name("/@a%2fx/-/@a/x-1.0.0.tgz"), "@a/x");
        assert.strictEqual(name("/x/%2d/x-1.0.0.t%67z"), "x");
        assert.strictEqual(name("//x/-/x-1.0.0.tgz"), "odd");
        assert.strictEqual(name("/a/b/x/-/x-1.0.0.tgz"), "odd");
        assert.strictEqual(name("/x/-/x-1.0.0.tgz%zz"), "odd");
        assert.strictEqual(name("/x"), null);
        assert.strictEqual(name("/-/ping"), null);
    },
    "archives of shown versions are served, all others are not": async () => {
        const found = (name, callback) => callback(null, { versions: { "1.0.0": version("x", "1.0.0") } });
        assert.strictEqual(await request("GET", "/x/-/x-1.0.0.tgz", found), "next");
        assert.strictEqual(await request("HEAD", "/x/-/x-2.0.0.tgz", found), 403);
        assert.strictEqual(await request("GET", "/x", found), "next");
        assert.strictEqual(await request("PUT", "/x", found), "next");
        assert.strictEqual(await request("GET", "//x/-/x-1.0.0.tgz", found), 403);
        assert.strictEqual(await request("GET", "/x/-/x-1.0.0.tgz", (name, callback) => callback(new Error("no"))), 403);
    },
};

let number = 0;
for (const [name, run] of Object.entries(tests)) {
    number++;
    try {
        await run();
        console.log(`ok ${number} - ${name}`);
    } catch (error) {
        console.log(`not ok ${number} - ${name}`);
        console.log(String(error.stack).replace(/^/gm, "# "));
    }
}
console.log(`1..${number}`);
process.exit(0);
