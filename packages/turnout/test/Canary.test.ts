import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as OpenAiCompatible from "@turnout/openai-compatible/OpenAiCompatible"
import { openai } from "@turnout/openai"
import { Router } from "@turnout/router/Router"
import * as Fixtures from "@turnout/testing/Fixtures"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Trouble from "@turnout/testing/Trouble"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import * as Budget from "@turnout/router/Budget"
import * as Catalog from "@turnout/catalog/Catalog"
import * as TransportFetch from "@turnout/wire/TransportFetch"
import {
  Cause,
  Clock,
  Duration,
  Effect,
  Exit,
  Layer,
  Logger,
  ManagedRuntime,
  Redacted,
  References,
  Stream,
  Tracer
} from "effect"
import { setTimeout } from "node:timers/promises"
import { inspect } from "node:util"
import { isRouterError, type TurnoutRouter } from "turnout"
import * as Turnout from "turnout/TurnoutRouter"

const canary = "cAnArY4f81d0"
const keys = {
  openai: [`sk-${canary}-one`, `sk-${canary}-two`],
  anthropic: `sk-ant-${canary}-three`,
  // No header can carry it: what says so must not quote it.
  broken: `sk-${canary}\n-four`,
  own: `own-${canary}-five`,
  caller: `ak_${canary}_six`
}
const prompts = { model: "m", messages: [{ role: "user", content: "hello" }] } as const

/** Everything that anybody could write down, one text per place. */
const record = () => {
  const texts: Array<readonly [place: string, text: string]> = []
  const put = (place: string, ...values: ReadonlyArray<unknown>) => {
    for (const value of values) {
      texts.push([
        place,
        typeof value === "string"
          ? value
          : inspect(value, { depth: 12, showHidden: true, maxStringLength: null })
      ])
      try {
        texts.push([`${place} as JSON`, JSON.stringify(value) ?? ""])
      } catch {
        // A cycle: inspect has shown it.
      }
      if (value instanceof Error)
        put(
          `${place}'s cause`,
          value.message,
          String(value),
          value.stack ?? "",
          ...(value.cause === undefined ? [] : [value.cause])
        )
    }
  }
  return { texts, put }
}

/** Says the key back wherever an upstream can: in bodies, in headers, in ids. Every API meets every trouble. */
const mirror = (): ScriptedHttp.Script => {
  const met = new Map<string, number>()
  return (request) => {
    const index = met.get(request.path) ?? 0
    met.set(request.path, index + 1)
    return mirrored(request, index)
  }
}

const mirrored = (request: ScriptedHttp.Recorded, index: number): ScriptedHttp.Answer => {
  const { authorization, "x-api-key": key } = request.headers
  const said = String(authorization ?? key ?? "")
  const stream = /"stream":true/.test(request.body)
  const fixtures = request.path.endsWith("/messages") ? Fixtures.anthropicMessages : Fixtures.openAiChat
  const frames = fixtures.text.stream.split(/(?<=\n\n)/)
  const words = `No such key: ${said}; you sent ${JSON.stringify(request.headers)}`
  const speech: Trouble.Speech = {
    stream,
    whole: fixtures.text.unary,
    frames,
    error: (status) => fixtures.error(status, words),
    broken: fixtures.streamedError.stream.replace(
      /"message": ?"[^"]*"/,
      () => `"message":${JSON.stringify(words)}`
    )
  }
  const statuses = [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 504, 529]
  const troubles: ReadonlyArray<Trouble.Trouble> = [
    Trouble.none,
    ...Object.values(Trouble.kinds).filter(
      (kind) => kind !== Trouble.kinds.silent && kind !== Trouble.kinds.stalled
    ),
    ...statuses.map((status): Trouble.Trouble => () => ({ status, body: fixtures.error(status, words) })),
    () => ({ status: 401, body: words }),
    () => ({ status: 200, headers: { "content-type": "text/html" }, body: `<p>${words}</p>` }),
    () => ({
      status: 302,
      headers: { location: `http://127.0.0.1:9/?key=${encodeURIComponent(said)}` },
      body: ""
    })
  ]
  const answer = troubles[index % troubles.length]!(speech, { draw: () => 0.6, now: Date.now(), pause_ms: 1 })
  return {
    ...answer,
    headers: {
      "x-request-id": said,
      "request-id": said,
      "x-ratelimit-limit-requests": said,
      ...answer.headers
    }
  }
}

/** The clock on the wall, and `skip`, which lets everything that cools cool down. */
const skipping = () => {
  let skipped = 0
  const millis = () => Date.now() + skipped
  const nanos = () => BigInt(millis()) * 1_000_000n
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.promise((signal) => setTimeout(Duration.toMillis(duration), undefined, { signal }))
  }
  return { clock, skip: () => void (skipped += 2 * 86_400_000) }
}

const capturing = (put: ReturnType<typeof record>["put"]) => {
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (time, exit) => {
        end(time, exit)
        put("span", span.name, [...span.attributes], span.events, exit)
      }
      return span
    }
  })
  const logger = Logger.make(({ cause, message }) => put("log", message, cause))
  return Layer.mergeAll(
    Layer.succeed(Tracer.Tracer, tracer),
    Layer.succeed(References.MinimumLogLevel, "All"),
    Logger.layer([logger])
  )
}

const house = (
  url: string,
  put: ReturnType<typeof record>["put"],
  transport: typeof TransportFetch.layerFetch,
  clock: Clock.Clock
) => {
  const accounts = Layer.mergeAll(
    openai({ apiKey: keys.openai, baseUrl: `${url}/v1`, models: { m: {} } }),
    anthropic({ apiKey: keys.anthropic, baseUrl: url, models: { m: {} } }),
    OpenAiCompatible.layer({
      id: "nowhere",
      apiKey: keys.own,
      baseUrl: "http://127.0.0.1:9/v1",
      models: { m: {} }
    })
  )
  let calls = 0
  return Router.layer({
    include: ["attempts", "decision"],
    observe: (receipt) => put("receipt", receipt),
    // Every other caller brings a key.
    credentials: () => (calls++ % 2 === 0 ? {} : { openai: [Redacted.make(keys.own)] })
  }).pipe(
    Layer.provide(accounts),
    Layer.provide([
      ProviderRegistry.layer,
      Catalog.layer,
      transport,
      Budget.Budget.layer({
        rules: [{ scope: "workspace", period: "daily", limit_usd: 1 }],
        unknown_price: "allow"
      })
    ]),
    Layer.provideMerge(Layer.merge(capturing(put), Layer.succeed(Clock.Clock, clock)))
  )
}

/** A key that no header can carry: the account is not built, and what says why is written down. */
const refused = async (url: string, put: ReturnType<typeof record>["put"]): Promise<void> => {
  const account = OpenAiCompatible.make({ id: "broken", apiKey: keys.broken, baseUrl: `${url}/v1` })
  const exit = await Effect.runPromiseExit(Effect.provide(account, TransportFetch.layerFetch))
  assert.isTrue(Exit.isFailure(exit), "a key of two lines is refused")
  put("refused", exit)
  if (Exit.isFailure(exit)) put("refused", Cause.squash(exit.cause))
}

/** One call through every door, written down whatever it comes to. */
const through = async (
  {
    effect,
    router,
    run
  }: {
    readonly effect: Router["Service"]
    readonly router: TurnoutRouter
    readonly run: <A, E>(effect: Effect.Effect<A, E>) => Promise<Exit.Exit<A, unknown>>
  },
  order: string,
  put: ReturnType<typeof record>["put"],
  skip: () => void
): Promise<void> => {
  const request = {
    ...prompts,
    gateway: {
      routing: {
        order: [order],
        max_fallback_attempts: 2,
        deadline_ms: 2000,
        first_token_timeout_ms: 500,
        on_interrupt: "continue" as const,
        hedge: { after_ms: 20, max: 1 },
        stall_timeout_ms: 500
      }
    }
  }
  const failed = (error: unknown) => {
    put("error", error)
    assert.isTrue(isRouterError(error), String(error))
  }
  await router.chat.completions.create(request).then((answer) => put("completion", answer), failed)
  skip()
  await router.chat.completions
    .create({ ...request, stream: true })
    .then((chunks) => Array.fromAsync(chunks))
    .then((chunks) => put("chunks", chunks), failed)
  for (const stream of [false, true]) {
    skip()
    const response = await router.fetch("http://in.process/v1/chat/completions", {
      method: "POST",
      headers: { authorization: `Bearer ${keys.caller}` },
      body: JSON.stringify({ ...request, stream })
    })
    put("response", [...response.headers], await response.text())
  }
  skip()
  put("events", await run(Stream.runCollect(effect.events(request))))
  skip()
  put("exit", await run(effect.chat(request)))
  await router.plan(request).then((plan) => put("plan", plan), failed)
  put("quotaStatus", await router.quotaStatus())
}

describe("a secret", () => {
  for (const [name, transport] of [
    ["undici", layerUndici()],
    ["fetch", TransportFetch.layerFetch]
  ] as const) {
    it(`stands in no error, event, span, log, header or JSON, whatever vendors say and over ${name}`, async () => {
      const { put, texts } = record()
      const { clock, skip } = skipping()
      const written: Array<unknown> = []
      const consoles = ["log", "info", "warn", "error", "debug"] as const
      const kept = consoles.map((name) => [name, console[name]] as const)
      for (const each of consoles) console[each] = (...values: ReadonlyArray<unknown>) => written.push(values)
      const server = await ScriptedHttp.start(mirror())
      const runtime = ManagedRuntime.make(house(server.url, put, transport, clock))
      const router = Turnout.make(Layer.succeedContext(await runtime.context()))
      try {
        const effect = await runtime.runPromise(Router)
        const run = <A, E>(effect: Effect.Effect<A, E>) =>
          runtime.runPromiseExit(Effect.withSpan(effect, "call"))
        put("router", router, effect, runtime)
        await refused(server.url, put)
        for (let round = 0; round < 6; round++) {
          for (const order of ["openai", "anthropic", "nowhere"]) {
            await through({ effect, router, run }, order, put, skip)
          }
        }
      } finally {
        for (const [each, original] of kept) console[each] = original
        await router.close()
        await runtime.dispose()
        await server.close()
      }
      put("console", ...written)
      const sent = server.requests.map(({ headers }) => JSON.stringify(headers)).join("\n")
      for (const key of [...keys.openai, keys.anthropic, keys.own])
        assert.include(sent, key, "the keys are in use")
      assert.notInclude(sent, keys.caller, "a caller's key goes nowhere")
      const places = new Set(texts.map(([place]) => place))
      for (const place of [
        "completion",
        "chunks",
        "error",
        "response",
        "events",
        "exit",
        "plan",
        "span",
        "receipt",
        "refused"
      ]) {
        assert.isTrue(places.has(place), `${place} was seen`)
      }
      const told = new Set(
        texts
          .filter(([, text]) => text.toLowerCase().includes(canary.toLowerCase()))
          .map(
            ([place, text]) =>
              `${place}: ${text.slice(Math.max(0, text.indexOf(canary) - 200), text.indexOf(canary) + 40)}`
          )
      )
      assert.deepStrictEqual([...told].slice(0, 5), [])
    })
  }
})
