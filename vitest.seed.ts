import * as fc from "fast-check"

/**
 * The seed of every property in the tests. One seed for all runs: a commit is as green tomorrow as it was today.
 * `SEED=random pnpm test` draws new cases, `SEED=<number>` those of one run; what it finds becomes a test of its own.
 */
const stated = process.env["SEED"]

if (stated !== "random")
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(stated ?? 20_261_130) })
