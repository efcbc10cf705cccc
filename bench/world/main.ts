/** `pnpm bench:world`: strategies and published policies in the same virtual worlds, on the same draws. */
import { parseArgs } from "node:util"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"
import { markdown } from "../table.ts"
import { policies } from "./policies.ts"

const help = `pnpm bench:world [options]

  --worlds <list>    of ${Object.keys(Scenarios.all).join(", ")}
  --policies <list>  of ${Object.keys(policies).join("; ")} (separated by ;)
  --hours <n>        virtual hours of each run (default 1)
  --seeds <n>        runs per policy and world (default 8)
  --json             the comparisons as JSON
`

const { values } = parseArgs({
  options: {
    worlds: { type: "string" },
    policies: { type: "string" },
    hours: { type: "string", default: "1" },
    seeds: { type: "string", default: "8" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false }
  }
})

/** Those that are named, or all; a name that is none ends the program. */
const chosen = <A>(all: { readonly [name: string]: A }, named: string | undefined, separator: string) => {
  if (named === undefined) return all
  const names = named.split(separator).map((name) => name.trim())
  const unknown = names.filter((name) => !Object.hasOwn(all, name))
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}`)
  return Object.fromEntries(names.map((name) => [name, all[name]!]))
}

if (values.help) console.log(help)
else {
  const worlds = chosen(Scenarios.all, values.worlds, ",")
  const routers = chosen(policies, values.policies, ";")
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
  const compared: { [world: string]: ReadonlyArray<World.Compared> } = {}
  for (const [name, make] of Object.entries(worlds)) {
    const scenario = make({ hours: Number(values.hours) })
    compared[name] = await Effect.runPromise(World.compare({ ...scenario, routers, seeds }))
    if (!values.json) console.error(`${name} done`)
  }
  if (values.json) console.log(JSON.stringify(compared))
  else {
    const rows = Object.keys(routers).map((router) => [
      router,
      ...Object.values(compared).map((all) => {
        const { difference, loss } = all.find(({ name }) => name === router)!
        const isSure = difference.low > 0 || difference.high < 0
        return `${loss.mean.toFixed(0)}${isSure ? (difference.mean < 0 ? " ↓" : " ↑") : ""}`
      })
    ])
    console.log(
      "Loss, micro-dollars per request. Arrows: surely below or above the first row (95 %, paired by seed).\n"
    )
    console.log(markdown(["policy", ...Object.keys(compared)], rows))
  }
}
