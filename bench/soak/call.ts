/** One call, by whichever door and however it ends, and what a caller saw of it. */
import type { Router } from "@turnout/router/Router"
import type * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isRouterError, type ChatCompletionChunk, type TurnoutRouter } from "turnout"
import { draw, pick } from "./draw.ts"
import * as Speech from "./speech.ts"

export interface Doors {
  readonly router: TurnoutRouter
  readonly effect: Router["Service"]
  readonly run: <A, E>(effect: Effect.Effect<A, E>, signal: AbortSignal) => Promise<A>
}

export interface Seen {
  /** `answered` (and after what), `aborted`, `left`, or the code of the error. */
  readonly outcome: string
  /** Requests that were sent for it, where it is told. */
  readonly attempts: number | undefined
  readonly milliseconds: number
  /** What must not be. */
  readonly wrong: string | undefined
}

const doors = [
  "create",
  "create",
  "create stream",
  "create stream",
  "fetch",
  "fetch stream",
  "effect",
  "effect stream"
] as const
const endings = ["fail", "restart", "continue"] as const
const strategies = ["balanced", "cost", "ttft", "tps-focus"] as const

const aborted = new Error("the caller went away")

/** Requests that count as attempts of the call: neither beside another one nor over a connection that had been closed. */
const sent = (attempts: Told["attempts"]): number | undefined =>
  attempts?.filter(({ hedge, outcome, stale }) => outcome !== "skipped" && hedge !== true && stale !== true)
    .length

interface Told {
  readonly text: string
  readonly whole: boolean
  readonly attempts?:
    | ReadonlyArray<{ readonly outcome: string; readonly hedge?: boolean; readonly stale?: boolean }>
    | undefined
  readonly code?: string
  /** It broke off, and was started over or gone on with. */
  readonly turn?: "reset" | "switched" | undefined
}

/** What stands after a chunk: one that starts over takes back what was said. */
const after = (text: string, chunk: ChatCompletionChunk): string =>
  chunk.routing_event?.type === "reset" ? "" : text + (chunk.choices[0]?.delta.content ?? "")

/** Behind everything; what tells of a turn has no choices either. */
const isLast = (chunk: ChatCompletionChunk | undefined): boolean =>
  chunk?.choices.length === 0 && chunk.routing_event === undefined

/** The chunks of a stream as they came; left behind after so many. */
const gather = async (chunks: AsyncIterable<ChatCompletionChunk>, most: number): Promise<Told> => {
  let text = ""
  let last: ChatCompletionChunk | undefined
  let turn: Told["turn"]
  let count = 0
  for await (const chunk of chunks) {
    if (count++ >= most) return { text, whole: false, code: "left" }
    text = after(text, chunk)
    turn = chunk.routing_event?.type ?? turn
    last = chunk
  }
  return { text, whole: isLast(last), attempts: last?.routing_metadata?.attempts, turn }
}

const fromEvents = (body: string): Told => {
  let text = ""
  let code: string | undefined
  for (const line of body.split("\n")) {
    if (!line.startsWith("data: {")) continue
    const data = JSON.parse(line.slice(6)) as ChatCompletionChunk & {
      readonly error?: { readonly code: string }
    }
    if (data.error !== undefined) code = data.error.code
    else text = after(text, data)
  }
  const whole = body.endsWith("data: [DONE]\n\n")
  return { text, whole, ...(code === undefined ? {} : { code }) }
}

const viaFetch = async (router: TurnoutRouter, request: object, signal: AbortSignal): Promise<Told> => {
  const body = JSON.stringify(request)
  const response = await router.fetch("http://in.process/v1/chat/completions", {
    method: "POST",
    body,
    signal
  })
  const text = await response.text()
  if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) return fromEvents(text)
  const answer = JSON.parse(text) as {
    readonly error?: { readonly code: string }
    readonly choices?: ReadonlyArray<{ readonly message: { readonly content: string } }>
    readonly routing_metadata?: { readonly attempts?: Told["attempts"] }
  }
  if (answer.error !== undefined) return { text: "", whole: false, code: answer.error.code }
  return {
    text: answer.choices?.[0]?.message.content ?? "",
    whole: true,
    attempts: answer.routing_metadata?.attempts
  }
}

export const make = (all: Doors, seed: number, call: number): Promise<Seen> => {
  const of = (question: string) => draw(seed, call, question)
  const door = pick(doors, of("door"))
  const leaves = of("leaves") < 0.03 ? Math.floor(of("after") * 6) : Infinity
  const abort = new AbortController()
  const timer = of("abort") < 0.07 ? setTimeout(() => abort.abort(aborted), of("when") * 40) : undefined
  const workspace = Math.floor(of("workspace") * 50)
  const principal = { workspace_id: `w${workspace}`, api_key_id: `k${workspace}-${call % 7}` }
  const stream = door.endsWith("stream")
  const request = {
    model: "m",
    messages: [{ role: "user", content: Speech.prompt(call) }],
    max_completion_tokens: 200,
    stream,
    ...(stream && of("events") < 0.5 ? { stream_options: { routing_events: true } } : {}),
    gateway: {
      routing: {
        optimize: pick(strategies, of("strategy")),
        first_token_timeout_ms: 8000,
        stall_timeout_ms: 4000,
        attempt_timeout_ms: 20_000,
        on_interrupt: pick(endings, of("on interrupt")),
        ...(stream && of("hedge") < 0.3 ? { hedge: { after_ms: 1500, max: 1 } } : {})
      }
    }
  } as const
  const options = { signal: abort.signal, principal }

  const told = (): Promise<Told> => {
    switch (door) {
      case "create":
        return all.router.chat.completions.create({ ...request, stream: false }, options).then((answer) => ({
          text: answer.choices[0]?.message.content ?? "",
          whole: true,
          attempts: answer.routing_metadata.attempts
        }))
      case "create stream":
        return all.router.chat.completions
          .create({ ...request, stream: true }, options)
          .then((chunks) => gather(chunks, leaves))
      case "fetch":
      case "fetch stream":
        return viaFetch(all.router, request, abort.signal)
      case "effect":
        return all.run(all.effect.chat(request, { principal }), abort.signal).then((answer) => ({
          text: answer.choices[0]?.message.content ?? "",
          whole: true,
          attempts: answer.routing_metadata.attempts
        }))
      case "effect stream":
        return all
          .run(
            Stream.runCollect(
              Stream.take(all.effect.chatStream(request, { principal }), Math.min(leaves, 1e6))
            ),
            abort.signal
          )
          .then((chunks) => gather(from(chunks), Infinity))
          .then((seen) => (seen.whole || leaves === Infinity ? seen : { ...seen, code: "left" }))
    }
  }

  const started = performance.now()
  const expected = Speech.text(call)
  return told()
    .then(
      ({ attempts, code, text, turn, whole }): Omit<Seen, "milliseconds"> => ({
        outcome: code ?? (turn === undefined ? "answered" : `answered after a ${turn}`),
        attempts: sent(attempts),
        wrong:
          code === undefined && !(whole && text === expected)
            ? `${door}: answered '${text}' (${whole ? "whole" : "cut"}) for '${expected}'`
            : expected.startsWith(text)
              ? undefined
              : `${door}: said '${text}' of '${expected}'`
      }),
      (error: unknown): Omit<Seen, "milliseconds"> => {
        if (isRouterError(error)) {
          return {
            outcome: error.code,
            attempts: sent(error.attempts),
            wrong: error.code === "internal_error" ? `${door}: ${String(error.cause)}` : undefined
          }
        }
        const gone = abort.signal.aborted
        return {
          outcome: "aborted",
          attempts: undefined,
          wrong: gone ? undefined : `${door}: ${String(error)}`
        }
      }
    )
    .then((seen) => {
      clearTimeout(timer)
      return { ...seen, milliseconds: performance.now() - started }
    })
}

async function* from<A>(all: Iterable<A>): AsyncGenerator<A> {
  yield* all
}
