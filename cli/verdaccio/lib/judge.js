"use strict";
// One version of one package: shown or not, and why. Everything that is not a clear answer hides.

const { createQueue } = require("./queue.js");
const { createService } = require("./service.js");

const REMEMBERED = 100000;
const INTEGRITY = /^sha512-[A-Za-z0-9+/]+=*$/u;

function createJudge(settings, logger) {
    const service = createService(settings, logger);
    const queue = createQueue(settings, logger);
    const known = new Map(); // integrity -> answer

    async function answerTo(integrity) {
        if (service.isOld()) known.clear();
        if (known.has(integrity)) return known.get(integrity);
        const answer = await service.ask(integrity);
        if (answer.verdict !== "pending") {
            if (known.size >= REMEMBERED) known.clear();
            known.set(integrity, answer);
        }
        return answer;
    }

    return {
        // { shown, state, answer? }; never throws.
        async judge(name, version, dist) {
            if (typeof dist?.integrity !== "string" || !INTEGRITY.test(dist.integrity))
                return { shown: false, state: "no integrity" };
            let answer;
            try {
                answer = await answerTo(dist.integrity);
            } catch (error) {
                logger.error({ error: error.message }, "cordon: @{error}");
                return { shown: false, state: "unavailable" };
            }
            switch (answer.verdict) {
                case "pass":
                    return { shown: true, state: "pass", answer };
                case "unknown":
                    return { shown: settings.unknown === "show", state: "unknown", answer };
                case "pending":
                    queue.push(name, version, dist);
                    return { shown: settings.pending === "show", state: "pending" };
                default:
                    return { shown: false, state: "fail", answer };
            }
        },
        stop: () => service.stop(),
    };
}

module.exports = { createJudge };
