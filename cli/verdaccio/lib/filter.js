"use strict";
// A package's metadata without the versions that are not shown, and with the verdict on those that are.

// [major, minor, patch] of a release; null for a pre-release.
function releaseOf(version) {
    const match = /^(\d+)\.(\d+)\.(\d+)(\+.*)?$/u.exec(version);
    return match === null ? null : match.slice(1, 4).map(Number);
}

function compareReleases(a, b) {
    for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return 0;
}

// The newest release among the versions; without any release the one that was listed last.
function newest(versions) {
    const releases = versions.filter((version) => releaseOf(version) !== null);
    if (releases.length === 0) return versions.at(-1);
    return releases.reduce((a, b) => (compareReleases(releaseOf(a), releaseOf(b)) < 0 ? b : a));
}

function tagsFor(tags, versions) {
    const kept = Object.fromEntries(Object.entries(tags ?? {}).filter(([, version]) => Object.hasOwn(versions, version)));
    const names = Object.keys(versions);
    if (kept.latest === undefined && names.length > 0) kept.latest = newest(names);
    return kept;
}

// "created" and "modified" stay.
function timesFor(times, all, versions) {
    if (times === undefined) return undefined;
    return Object.fromEntries(Object.entries(times).filter(([key]) => !Object.hasOwn(all, key) || Object.hasOwn(versions, key)));
}

function withVerdict(version, decision) {
    const { answer, state } = decision;
    const verdict = { verdict: state };
    if (answer !== undefined) Object.assign(verdict, { launch: answer.launch, effects: answer.effects });
    return { ...version, cordon: verdict };
}

async function shownVersions(manifest, judge) {
    const entries = Object.entries(manifest.versions ?? {});
    const decisions = await Promise.all(entries.map(([number, version]) => judge.judge(manifest.name, number, version?.dist)));
    const shown = entries
        .map(([number, version], i) => [number, version, decisions[i]])
        .filter(([, , decision]) => decision.shown)
        .map(([number, version, decision]) => {
            const copy = withVerdict(version, decision);
            // Verdaccio keeps where a version came from under a symbol.
            for (const symbol of Object.getOwnPropertySymbols(version)) copy[symbol] = version[symbol];
            return [number, copy];
        });
    return Object.fromEntries(shown);
}

function filtered(manifest, versions) {
    const result = { ...manifest, versions, "dist-tags": tagsFor(manifest["dist-tags"], versions) };
    const times = timesFor(manifest.time, manifest.versions ?? {}, versions);
    if (times !== undefined) result.time = times;
    return result;
}

async function filterManifest(manifest, judge, settings, logger) {
    try {
        return filtered(manifest, await shownVersions(manifest, judge));
    } catch (error) {
        logger.error({ error: error.message }, "cordon: @{error}");
        return { ...manifest, versions: {}, "dist-tags": {} };
    }
}

module.exports = { filterManifest };
