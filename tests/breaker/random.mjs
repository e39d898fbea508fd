// Reproducible chance: the same seed gives the same programs on every machine.
import { mulberry32 } from '../tools/lib/random.mjs';

/** A source of numbers: `below(n)`, `pick(list)`, `chance(p)`. */
export function randomFrom(seed) {
  const number = mulberry32(seed);
  const next = () => number() / 4294967296;
  const below = (n) => Math.floor(next() * n);
  return { below, chance: (p) => next() < p, pick: (list) => list[below(list.length)] };
}
