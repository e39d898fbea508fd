"use strict";
// What config.yaml says about the plugin, with its defaults; anything unexpected is an error at the start.

const CHOICES = { unknown: ["hide", "show"], pending: ["hide", "show"] };

function text(config, name, otherwise) {
    const value = config[name] ?? otherwise;
    if (value !== undefined && typeof value !== "string") throw new Error(`cordon: ${name} is a text`);
    return value;
}

function choice(config, name) {
    const value = text(config, name, CHOICES[name][0]);
    if (!CHOICES[name].includes(value)) throw new Error(`cordon: ${name} is ${CHOICES[name].join(" or ")}, not ${value}`);
    return value;
}

function readSettings(config) {
    return {
        program: text(config, "program", "cordon"),
        policy: text(config, "policy"), // the mirror's cordon.json
        cache: text(config, "cache"), // as for `cordon warm`
        mainOnly: config.main_only === true,
        commands: config.commands === true,
        unknown: choice(config, "unknown"), // versions about which nothing could be proven
        pending: choice(config, "pending"), // versions that were not judged yet
        queue: text(config, "queue"), // the folder that `cordon warm --watch` watches
        archives: text(config, "archives"), // Verdaccio's storage folder, where queued archives are
    };
}

module.exports = { readSettings };
