/** The strategy, judged on a moment that one makes up: no router, no clock, no network, and no Effect. */
import { candidate, inputOf } from "@turnout/testing/StrategyLaws"
import { quiet } from "./quiet.ts"

const moment = inputOf([
  candidate("busy-and-cheap", { in_flight: 9, cost: 1_000 }),
  candidate("quiet-and-dear", { in_flight: 1, cost: 9_000 }),
  candidate("quiet-and-cheap", { in_flight: 1, cost: 2_000 })
])

for (const { id, score } of quiet(moment)) console.log(id, score.toFixed(2))
