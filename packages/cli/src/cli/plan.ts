import { explain } from "@turnout/router/Explain"
import { parse, Usage } from "./arguments.ts"
import { ask, asking } from "./asking.ts"
import { withRouter } from "./router.ts"
import { plain } from "./table.ts"
import type { Command } from "./World.ts"

const help = `turnout plan <expression>... [options]

Which endpoints a call would try, in order, and why others are excluded.
Nothing is sent.

  <expression>          a model, 'gpt-4o:cost', or a chain,
                        'gpt-4o@azure->claude-sonnet-4-5@anthropic'; several
                        are ranked together
  --prompt <text>       what would be asked. Default: Say hello.
  --optimize <name>     the strategy, such as cost, ttft or tps
  --max-tokens <n>      the longest answer, in tokens
  --seed <n>            makes random choices repeatable
  --markdown            a table of Markdown
  --json                the whole plan, with each endpoint's request, as one
                        JSON document
`

export const plan: Command = {
  help,
  run: async (args, { columns, say }) => {
    const { positionals, values } = parse(args, {
      ...asking,
      prompt: { type: "string", default: "Say hello." },
      markdown: { type: "boolean", default: false },
      json: { type: "boolean" }
    })
    if (positionals.length === 0) throw Usage.of("turnout plan takes an expression, such as gpt-4o.")
    await withRouter(async (router) => {
      const plan = await router.plan(ask(positionals, values.prompt, values))
      if (values.json === true) say(`${JSON.stringify(plan, null, 2)}\n`)
      else {
        say(`${explain(plan.decision, { markdown: values.markdown, columns })}\n`)
        for (const { message, type } of plan.warnings) say(plain(`${type}: ${message}\n`))
      }
    })
  }
}
