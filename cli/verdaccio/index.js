"use strict";
// A filter and a middleware for Verdaccio: versions that cordon's policy does not pass are not shown, and their
// archives are not served. Nothing is analysed here; answers come from the cache that `cordon warm` fills.

const { createJudge } = require("./lib/judge.js");
const { filterManifest } = require("./lib/filter.js");
const { denyArchives } = require("./lib/middleware.js");
const { readSettings } = require("./lib/settings.js");

// Verdaccio makes one plugin for `filters:` and one for `middlewares:`; both ask the same judge.
const judges = new Map();

function judgeFor(settings, logger) {
    const key = JSON.stringify(settings);
    if (!judges.has(key)) judges.set(key, createJudge(settings, logger));
    return judges.get(key);
}

module.exports = function cordonPlugin(config, options) {
    const settings = readSettings(config ?? {});
    const judge = judgeFor(settings, options.logger);
    return {
        // Verdaccio shows everything when a filter throws, so this one never does.
        filter_metadata: (manifest) => filterManifest(manifest, judge, settings, options.logger),
        register_middlewares: (app, auth, storage) => denyArchives(app, storage, options.logger),
    };
};
