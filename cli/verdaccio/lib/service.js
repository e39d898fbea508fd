"use strict";
// `cordon answer` as a service: a line with an integrity goes in, a line with the answer comes out, in order.

const { spawn } = require("node:child_process");
const { createInterface } = require("node:readline");

const ANSWER_MS = 5000; // look-ups take microseconds: whoever is silent for that long is broken
const AGE_MS = 3600 * 1000; // then the policy is read again: its grants may have ended

function argumentsOf(settings) {
    const words = ["answer", "--format", "json"];
    if (settings.policy !== undefined) words.push("--policy", settings.policy);
    if (settings.cache !== undefined) words.push("--cache", settings.cache);
    if (settings.mainOnly) words.push("--main-only");
    if (settings.commands) words.push("--commands");
    return words;
}

function createService(settings, logger) {
    let child = null;
    let started = 0;
    let waiting = []; // questions without an answer, oldest first

    function stop(reason) {
        const lost = waiting;
        waiting = [];
        child?.kill();
        child = null;
        for (const question of lost) question.reject(new Error(reason));
    }

    function take(line) {
        const question = waiting.shift();
        if (question === undefined) return stop("cordon answered without being asked");
        try {
            question.resolve(JSON.parse(line));
        } catch {
            question.reject(new Error("cordon's answer is not understood"));
        }
    }

    function start() {
        const own = spawn(settings.program, argumentsOf(settings), { stdio: ["pipe", "pipe", "pipe"] });
        child = own;
        started = Date.now();
        const ended = (reason) => {
            if (child === own) stop(reason);
        };
        own.on("error", (error) => ended(`cordon cannot be started: ${error.message}`));
        own.on("exit", (code) => ended(`cordon ended with ${code}`));
        own.stdin.on("error", () => ended("cordon is gone"));
        createInterface({ input: own.stdout }).on("line", (line) => {
            if (child === own) take(line);
        });
        createInterface({ input: own.stderr }).on("line", (line) => logger.warn({ line }, "cordon: @{line}"));
    }

    function send(integrity) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => stop("cordon does not answer"), ANSWER_MS);
            waiting.push({
                resolve: (answer) => (clearTimeout(timer), resolve(answer)),
                reject: (error) => (clearTimeout(timer), reject(error)),
            });
            child.stdin.write(`${integrity}\n`);
        });
    }

    return {
        // True when what was answered so far may have changed meanwhile.
        isOld: () => child === null || Date.now() - started > AGE_MS,
        async ask(integrity) {
            if (child !== null && waiting.length === 0 && Date.now() - started > AGE_MS) stop("");
            if (child === null) start();
            const answer = await send(integrity);
            if (answer.integrity !== integrity) {
                stop("cordon answers another question");
                throw new Error("cordon answers another question");
            }
            return answer;
        },
        stop: () => stop("stopped"),
    };
}

module.exports = { createService };
