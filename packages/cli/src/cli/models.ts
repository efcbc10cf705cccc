import type { DirectoryEndpoint } from "@turnout/router/Directory"
import { parse, Usage } from "./arguments.ts"
import { withRouter } from "./router.ts"
import { table } from "./table.ts"
import type { Command } from "./World.ts"

const help = `turnout models [text] [options]

Endpoints that the keys in the environment can call. USD per million tokens, at
the list price. Nothing is sent.

  [text]              only those whose id holds the text
  --provider <id>     only this provider; repeat it for more
  --feature <name>    only those that have it (tools, vision, ...); repeat it
                      for more
  --max-input <usd>   only those whose input costs no more
  --json              one JSON document
`

export const models: Command = {
  help,
  run: async (args, { columns, say, warn }) => {
    const { positionals, values } = parse(args, {
      provider: { type: "string", multiple: true },
      feature: { type: "string", multiple: true },
      "max-input": { type: "string" },
      json: { type: "boolean" }
    })
    const most = values["max-input"] === undefined ? Infinity : Number(values["max-input"])
    if (!(most >= 0)) throw Usage.of("--max-input is a number of USD per million tokens.")
    await withRouter(async (router) => {
      const { data } = await router.directory()
      const { feature: features = [], provider: providers } = values
      known("provider", providers, new Set(data.map(({ provider }) => provider)))
      known("feature", features, new Set(data.flatMap((each) => Object.keys(each.features))))
      const found = data.filter(
        (each) =>
          positionals.every((text) => each.id.toLowerCase().includes(text.toLowerCase())) &&
          (providers === undefined || providers.includes(each.provider)) &&
          features.every((name) => each.features[name] === "yes") &&
          (most === Infinity || Number(priceOf(each, "input")) <= most)
      )
      if (values.json === true) say(`${JSON.stringify({ object: "list", data: found }, null, 2)}\n`)
      else if (found.length === 0) warn("No endpoint matches.\n")
      else {
        say(table(["endpoint", "input", "output", "context", "max output"], found.map(row), numeric, columns))
        say(`\n${found.length} of ${data.length} endpoints; USD per million tokens\n`)
      }
    })
  }
}

const numeric = new Set(["input", "output", "context", "max output"])

const known = (what: string, given: ReadonlyArray<string> = [], names: ReadonlySet<string>): void => {
  for (const name of given) if (!names.has(name)) throw new Usage(what, name, names)
}

const priceOf = ({ prices }: DirectoryEndpoint, bucket: string): string =>
  prices === "unknown" || prices[bucket] === undefined ? "?" : String(prices[bucket])

const countOf = (tokens: number | "unknown"): string => (tokens === "unknown" ? "?" : String(tokens))

const row = (each: DirectoryEndpoint): ReadonlyArray<string> => [
  each.id,
  priceOf(each, "input"),
  priceOf(each, "output"),
  countOf(each.limits.context),
  countOf(each.limits.output)
]
