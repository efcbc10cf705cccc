import type { ModelList } from "@turnout/router/Directory"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import { explain } from "@turnout/router/Explain"
import { explainCall } from "@turnout/router/ExplainCall"
import { parse, Usage } from "./arguments.ts"
import { ask, asking } from "./asking.ts"
import { withRouter } from "./router.ts"
import { plain } from "./table.ts"
import type { Command } from "./World.ts"

const help = `turnout try [-m expression] [options] "prompt"

Sends one prompt with the keys in the environment, streams the answer, then
shows the decision, the timeline and the cost. The answer goes to stdout and all
else to stderr, so that it can be piped. Ctrl-C ends the request at the vendor.

  -m, --model <expression>  a model or a chain; repeat it for more. Default:
                            the five cheapest models that the keys can call
  --optimize <name>         the strategy, such as cost, ttft or tps
  --max-tokens <n>          the longest answer, in tokens
  --seed <n>                makes random choices repeatable
  --quiet                   the answer alone
`

export const tryOut: Command = {
  help,
  run: async (args, { color, columns, say, signal, warn }) => {
    const { positionals, values } = parse(args, {
      ...asking,
      model: { type: "string", short: "m", multiple: true, default: [] },
      quiet: { type: "boolean", short: "q" }
    })
    const prompt = positionals.join(" ")
    if (prompt.trim() === "") throw Usage.of('There is no prompt: turnout try "Say hello."')
    await withRouter(async (router) => {
      const models =
        values.model.length > 0 ? values.model : cheapest(await router.models.list({ endpoint: "chat" }))
      const request = { ...ask(models, prompt, values), stream: true } as const
      const stream = await router.chat.completions.create(request, { signal })
      let metadata: RoutingMetadata | undefined
      for await (const { choices, routing_metadata } of stream) {
        const text = choices[0]?.delta.content ?? ""
        if (text !== "") say(plain(text))
        metadata = routing_metadata ?? metadata
      }
      say("\n")
      if (values.quiet === true || metadata === undefined) return
      const { decision, warnings } = metadata
      if (decision !== undefined) warn(`\n${explain(decision, { columns })}\n`)
      warn(`\n${explainCall({ routing_metadata: metadata }, { color, columns })}\n`)
      for (const { message, type } of warnings) warn(plain(`${type}: ${message}\n`))
    })
  }
}

/** The five with the lowest price of output at any provider; those without a price come last. */
const cheapest = ({ data }: ModelList): ReadonlyArray<string> =>
  data
    .map(({ id, providers }) => ({
      id,
      price: Math.min(...providers.map(({ output_price }) => output_price ?? Infinity))
    }))
    .toSorted((left, right) => (left.price < right.price ? -1 : left.price > right.price ? 1 : 0))
    .slice(0, 5)
    .map(({ id }) => id)
