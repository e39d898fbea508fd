"use strict";
// What has no answer yet is put into a folder as a list, for a `cordon warm --watch` beside this process.

const { randomUUID } = require("node:crypto");
const { access, rename, writeFile } = require("node:fs/promises");
const { basename, join } = require("node:path");

const AGAIN_MS = 10 * 60 * 1000;
const REMEMBERED = 100000;

// A name that is part of a path: nothing in it may lead elsewhere.
const NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*$/u;
const FILE = /^[A-Za-z0-9~-][A-Za-z0-9._~+-]*\.tgz$/u;
const VERSION = /^[0-9A-Za-z.+-]+$/u;
const INTEGRITY = /^sha512-[A-Za-z0-9+/]+=*$/u;

function createQueue(settings, logger) {
    const asked = new Map(); // integrity -> when

    async function lineFor(name, version, dist) {
        const file = basename(dist.tarball ?? "");
        if (settings.archives !== undefined && FILE.test(file)) {
            const path = join(settings.archives, name, file);
            if (await access(path).then(() => true, () => false)) return path;
        }
        return `${name}@${version} ${dist.integrity}`;
    }

    async function add(name, version, dist) {
        const line = await lineFor(name, version, dist);
        const path = join(settings.queue, randomUUID());
        // Written first and named then: whoever watches sees it whole.
        await writeFile(`${path}.part`, `${line}\n`, { mode: 0o600 });
        await rename(`${path}.part`, `${path}.list`);
    }

    return {
        // Returns at once.
        push(name, version, dist) {
            if (settings.queue === undefined || !NAME.test(name) || !VERSION.test(version) || !INTEGRITY.test(dist.integrity))
                return;
            const now = Date.now();
            if (now - (asked.get(dist.integrity) ?? 0) < AGAIN_MS) return;
            if (asked.size >= REMEMBERED) asked.clear();
            asked.set(dist.integrity, now);
            add(name, version, dist).catch((error) => logger.warn({ error: error.message }, "cordon: queue: @{error}"));
        },
    };
}

module.exports = { createQueue };
