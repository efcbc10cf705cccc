/** A change of routing, tried on simulated traffic before it ships: is it cheaper, and is that more than chance? */
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import { Effect } from "effect"

const compared = World.compare({
  ...Scenarios.brownout({ hours: 1 }),
  routers: { now: { optimize: "balanced" }, next: { optimize: "cost-focus" } }
})
console.log(World.printCompared(await Effect.runPromise(compared)))
