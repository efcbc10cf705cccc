import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as Cuts from "@turnout/testing/Cuts"
import * as Tape from "@turnout/testing/Tape"
import type * as VendorSuite from "@turnout/testing/VendorSuite"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"
import { existsSync, readFileSync } from "node:fs"

/** Recordings stand beside the repository, not in it. */
const shared = new URL("../../../../shared/recorded/", import.meta.url)

interface Recorded extends Tape.Exchange {
  readonly path: string
  readonly host: string
  readonly protocol: string
  readonly stream: boolean
  readonly status: number
}

const files = ["fantasy.jsonl", "envoy-ai-gateway.jsonl"]
  .map((name) => new URL(name, shared))
  .filter(existsSync)
const exchanges = files
  .flatMap((file) => Tape.parse(readFileSync(file, "utf8")) as ReadonlyArray<Recorded>)
  .filter(({ protocol, status }) => protocol.startsWith("chat@") && status === 200)

/** Whose package reads what a host said: its folder, and the subject's name in it. */
const packages: ReadonlyArray<readonly [host: RegExp, folder: string, name: string]> = [
  [/^api\.groq\.com$/, "groq", "subject"],
  [/^api\.x\.ai$/, "xai", "byChat"],
  [/^api\.z\.ai$/, "zai", "subject"],
  [/azure\.com$/, "azure", "subject"],
  [/^openrouter\.ai$/, "openrouter", "subject"],
  [/^ai-gateway\.vercel\.sh$/, "vercel", "subject"],
  [/^router\.huggingface\.co$/, "huggingface", "subject"],
  [/^localhost:8080$/, "local", "llamaCpp"]
]

/** The answer as the vendor's account reads it, from these pieces. */
const readBy = (subject: VendorSuite.Subject, exchange: Recorded, pieces: Cuts.Pieces) =>
  Effect.gen(function* () {
    const left = pieces.values()
    const transport = Transport.of({
      send: () =>
        Effect.succeed({
          status: 200,
          headers: { "content-type": exchange.stream ? "text/event-stream" : "application/json" },
          read: Effect.sync(() => left.next().value)
        })
    })
    const provider = yield* Effect.provideService(subject.make({ apiKey: "k" }), Transport, transport)
    const endpoint = provider.passthrough(subject.model)
    const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: exchange.stream }
    const prepared = provider.prepare({ request, ledger: [] }, endpoint)
    const events: Array<Event> = []
    const reply = yield* provider.run(prepared, endpoint, provider.credentials[0]!, {
      connect_timeout_ms: 1000,
      now: 0
    })
    for (let read = yield* reply.read; read !== undefined; read = yield* reply.read) events.push(...read)
    return events
  }).pipe(Effect.scoped)

interface Said {
  text: string
  reasoning: string
  calls: Array<{ name: string; arguments: string }>
  finish: string | undefined
  prompt: number | undefined
  completion: number | undefined
}

const fold = (events: ReadonlyArray<Event>): Said => {
  const said: Said = {
    text: "",
    reasoning: "",
    calls: [],
    finish: undefined,
    prompt: undefined,
    completion: undefined
  }
  for (const event of events) {
    if (event.type === "text") said.text += event.text
    else if (event.type === "reasoning") said.reasoning += event.text
    else if (event.type === "tool_start") said.calls[event.call] = { name: event.name, arguments: "" }
    else if (event.type === "tool_arguments") said.calls[event.call]!.arguments += event.text
    else if (event.type === "finish") said.finish = event.reason
    else if (event.type === "usage") {
      said.prompt = Usage.inputTotal(event.usage)
      said.completion = Usage.outputTotal(event.usage)
    }
  }
  return said
}

interface Native {
  readonly choices?: ReadonlyArray<{
    readonly delta?: Words
    readonly message?: Words
    readonly finish_reason?: string | null
  }>
  readonly usage?: Count | null
}

interface Words {
  readonly content?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly tool_calls?: ReadonlyArray<{
    readonly index?: number
    readonly function: { readonly name?: string; readonly arguments?: string }
  }> | null
}

interface Count {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens?: number
}

/** The same from the vendor's JSON alone, as simply as it can be said. */
const plainly = ({
  body = "",
  stream
}: Recorded): Omit<Said, "prompt" | "completion"> & { readonly total: number | undefined } => {
  const parts = stream
    ? body
        .split("\n")
        .filter((line) => line.startsWith("data: {"))
        .map((line) => JSON.parse(line.slice(6)) as Native)
    : [JSON.parse(body) as Native]
  const calls: Said["calls"] = []
  let [text, reasoning] = ["", ""]
  let finish: string | undefined
  let total: number | undefined
  for (const { choices = [], usage } of parts) {
    if (usage) total = usage.total_tokens ?? usage.prompt_tokens + usage.completion_tokens
    const [choice] = choices
    const words = choice?.delta ?? choice?.message
    text += words?.content ?? ""
    reasoning += words?.reasoning_content ?? words?.reasoning ?? ""
    finish = choice?.finish_reason ?? finish
    for (const [place, { function: called, index = place }] of (words?.tool_calls ?? []).entries()) {
      const call = (calls[index] ??= { name: called.name ?? "", arguments: "" })
      call.arguments += called.arguments ?? ""
    }
  }
  const thought = /^\s*<think>\n?([\s\S]*?)<\/think>\s*/.exec(text)
  return thought === null
    ? { text, reasoning, calls, finish, total }
    : { text: text.slice(thought[0].length), reasoning: reasoning + thought[1]!, calls, finish, total }
}

describe.skipIf(exchanges.length === 0)("what vendors really answered, read by their own packages", () => {
  for (const [host, folder, name] of packages) {
    const recorded = exchanges.filter((exchange) => host.test(exchange.host))
    it.effect(`${folder}: ${recorded.length} exchanges`, () =>
      Effect.gen(function* () {
        assert.isNotEmpty(recorded)
        const file = new URL(`../../providers/${folder}/test/subject.ts`, import.meta.url).href
        const module = yield* Effect.promise(
          () => import(file) as Promise<{ readonly [name: string]: VendorSuite.Subject }>
        )
        const subject = module[name]!
        for (const exchange of recorded) {
          const bytes = Tape.bytesOf(exchange)
          const events = yield* readBy(subject, exchange, [bytes])
          const { completion, prompt, ...said } = fold(events)
          const { total, ...expected } = plainly(exchange)
          assert.deepStrictEqual(said, { ...expected, finish: said.finish }, exchange.path)
          const isCall = expected.calls.length > 0 && expected.finish !== "length"
          assert.strictEqual(said.finish, isCall ? "tool_calls" : expected.finish, exchange.path)
          const sum = (prompt ?? 0) + (completion ?? 0)
          // A total that leaves out what was thought is no total, and what is made of it is `assumed`.
          const isAssumed = events.some((event) => event.type === "usage" && event.usage.assumed === true)
          if (isAssumed) assert.isAtLeast(sum, total ?? 0, exchange.path)
          else if (total !== undefined) assert.strictEqual(sum, total, exchange.path)
          const cuts = exchange.stream ? [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 3)] : []
          for (const pieces of cuts) {
            assert.deepStrictEqual(yield* readBy(subject, exchange, pieces), events, exchange.path)
          }
        }
      }).pipe(Effect.catch((failure) => (isFailure(failure) ? Effect.die(failure) : Effect.fail(failure))))
    )
  }
})
