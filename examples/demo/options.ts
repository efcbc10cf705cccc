import { parseArgs } from "node:util"

export const help = `pnpm demo [options] [prompt]

Routes one chat over models of two vendors and shows how the answer came about. Without --live the vendors are
stand-ins on loopback: the first one answers 503, the second one answers.

  --prompt <text>       what to ask (or simply the text after the options)
  --model <expression>  a model to route over; repeat it for more
                        (gpt-4o-mini, then claude-haiku-4-5)
  --mode <mode>         pool: all candidates ranked together (default); fallback: model by model, as written
  --strategy <name>     cost, cost-focus, ttft, ttft-focus, tps, tps-focus or balanced (default)
  --seed <n>            makes every random choice repeatable (1)
  --unary               ask for the answer in one piece
  --healthy             let the first stand-in answer too
  --json                print one JSON document and nothing else (pnpm -s demo --json)
  --live                ask the real vendors, with OPENAI_API_KEY and ANTHROPIC_API_KEY
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
        live: values.live
      }
    }
  } catch (error) {
    return { type: "wrong", message: error instanceof Error ? error.message : String(error) }
  }
}
