"use strict";
// Archives are served only of versions that are shown: who knows an address must not get around the filter.

const { basename } = require("node:path");

// The package and the file of an archive's address; null when it is none, "odd" when it may be one.
function archiveOf(path) {
    let plain;
    try {
        plain = decodeURIComponent(path);
    } catch {
        return /tgz/u.test(path) ? "odd" : null;
    }
    if (!/\/-\/.*\.tgz\/*$/u.test(plain)) return null;
    const match = /^\/((?:@[^/]+\/)?[^/@][^/]*)\/-\/(?:[^/]+\/)*([^/]+\.tgz)\/*$/u.exec(plain);
    return match === null ? "odd" : { name: match[1], file: match[2] };
}

function shownManifest(storage, name, req) {
    return new Promise((resolve, reject) => {
        storage.getPackage({
            name,
            req,
            uplinksLook: true,
            callback: (error, manifest) => (error ? reject(error) : resolve(manifest)),
        });
    });
}

function offers(manifest, file) {
    return Object.values(manifest.versions ?? {}).some((version) => basename(version?.dist?.tarball ?? "") === file);
}

function deny(res, what) {
    res.status(403).json({ error: `cordon: ${what} does not pass this registry's policy, or was not judged yet` });
}

function denyArchives(app, storage, logger) {
    app.use((req, res, next) => {
        if (req.method !== "GET" && req.method !== "HEAD") return next();
        const archive = archiveOf(req.path);
        if (archive === null) return next();
        if (archive === "odd") return deny(res, "this address");
        shownManifest(storage, archive.name, req).then(
            (manifest) => (offers(manifest, archive.file) ? next() : deny(res, archive.file)),
            (error) => {
                if (error.status === 404) return res.status(404).json({ error: "no such package available" });
                logger.error({ error: error.message }, "cordon: @{error}");
                return deny(res, archive.file);
            },
        );
        return undefined;
    });
}

module.exports = { archiveOf, denyArchives };
