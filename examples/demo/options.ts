import { parseArgs } from "node:util"

export const help = `pnpm demo [options] [prompt]

Three calls over models of two vendors, and how each answer came about: the
first vendor answers 503, and the second one answers; the first is late, and a
second attempt starts beside it; one workspace asks until its budget is used up.
Then what it cost, and a timeline. Without --live the vendors are stand-ins on
loopback: no key is needed, and nothing leaves this machine.

  --prompt <text>       what to ask (or simply the text after the options)
  --model <expression>  a model to route over; repeat it for more
                        (gpt-4o-mini, then claude-haiku-4-5)
  --mode <mode>         of the first call: pool ranks all candidates together
                        (default), fallback tries model by model, as written
  --strategy <name>     of the first call: cost, cost-focus, ttft, ttft-focus,
                        tps, tps-focus or balanced (default)
  --seed <n>            makes every random choice repeatable (1)
  --unary               ask for the first answer in one piece
  --healthy             let the first stand-in answer too, and in time
  --html <file>         write the decision and the timelines as one HTML file,
                        which needs no network
  --json                print one JSON document and nothing else
                        (pnpm -s demo --json)
  --live                ask the real vendors, with OPENAI_API_KEY and
                        ANTHROPIC_API_KEY; costs less than a cent
  --help                print this
`

export interface Options {
  readonly prompt: string
  readonly models: ReadonlyArray<string>
  readonly mode: "fallback" | "pool"
  readonly strategy: string
  readonly seed: number
  readonly stream: boolean
  readonly healthy: boolean
  readonly json: boolean
  /** Where to write the page. */
  readonly html: string | undefined
  readonly live: boolean
}

/** What the arguments ask for: options, the help text, or what is wrong with them. */
export type Parsed =
  | { readonly type: "run"; readonly options: Options }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly message: string }

export const parse = (input: ReadonlyArray<string>): Parsed => {
  try {
    const { positionals, values } = parseArgs({
      args: [...input],
      allowPositionals: true,
      options: {
        prompt: { type: "string" },
        model: { type: "string", multiple: true },
        mode: { type: "string", default: "pool" },
        strategy: { type: "string", default: "balanced" },
        seed: { type: "string", default: "1" },
        unary: { type: "boolean", default: false },
        healthy: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        html: { type: "string" },
        live: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false }
      }
    })
    if (values.help) return { type: "help" }
    const { mode } = values
    if (mode !== "fallback" && mode !== "pool") {
      return { type: "wrong", message: `--mode is pool or fallback, not ${mode}` }
    }
    const seed = Number(values.seed)
    if (!Number.isSafeInteger(seed)) return { type: "wrong", message: "--seed is a whole number" }
    const spoken = values.prompt ?? positionals.join(" ")
    return {
      type: "run",
      options: {
        prompt: spoken === "" ? "Why does a library need no gateway?" : spoken,
        models: values.model ?? ["gpt-4o-mini", "claude-haiku-4-5"],
        mode,
        strategy: values.strategy,
        seed,
        stream: !values.unary,
        healthy: values.healthy,
        json: values.json,
        html: values.html,
        live: values.live
      }
    }
  } catch (error) {
    return { type: "wrong", message: error instanceof Error ? error.message : String(error) }
  }
}
