import { assert, describe, it } from "@effect/vitest"
import { MockOtlpServer, normalizeMetrics, normalizeTrace } from "@elastic/mockotlpserver"
import { context, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http"
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus"
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics"
import { SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace"
import * as EffectTelemetry from "@turnout/otel/EffectTelemetry"
import * as Telemetry from "@turnout/otel/Telemetry"
import type { Observation } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import { Effect, Metric, Tracer } from "effect"
import { house, request } from "./house.ts"

interface Collected {
  readonly name: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly kind: string
  readonly attributes: { readonly [name: string]: unknown }
  readonly status: { readonly code?: string }
}

const spansOf = (received: ReadonlyArray<unknown>): ReadonlyArray<Collected> =>
  received.flatMap((each) => {
    const { resourceSpans } = normalizeTrace(each) as {
      resourceSpans: ReadonlyArray<{ scopeSpans: ReadonlyArray<{ spans: ReadonlyArray<Collected> }> }>
    }
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  })

const chat = (observe: Observation) =>
  Effect.flatMap(Router, (router) => router.chat(request)).pipe(Effect.provide(house(observe)), Effect.orDie)

/** A collector on loopback. */
const collector = Effect.acquireRelease(
  Effect.promise(async () => {
    const traces: Array<unknown> = []
    const metrics: Array<unknown> = []
    const server = new MockOtlpServer({
      logLevel: "fatal",
      services: ["http"],
      httpHostname: "127.0.0.1",
      httpPort: 0,
      onTrace: (each) => void traces.push(each),
      onMetrics: (each) => void metrics.push(each)
    })
    await server.start()
    return { metrics, server, traces, url: String(server.httpUrl) }
  }),
  ({ server }) => Effect.promise(() => server.close())
)

describe("OpenTelemetry", () => {
  it.live(
    "a collector is told of the call below the span that was active, and of each attempt below the call",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const { traces, url } = yield* collector
          context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
          yield* Effect.addFinalizer(() => Effect.sync(() => context.disable()))
          const tracerProvider = new TracerProvider({
            spanProcessors: [
              new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${url}v1/traces` }) })
            ]
          })
          const observe = Telemetry.observe({ tracerProvider, meterProvider: false })
          const outer = tracerProvider.getTracer("host").startSpan("request of the host")
          yield* Effect.promise(() =>
            context.with(trace.setSpan(context.active(), outer), () => Effect.runPromise(chat(observe)))
          )
          outer.end()
          yield* Effect.promise(() => tracerProvider.forceFlush())
          const spans = spansOf(traces)
          const call = spans.find(({ attributes }) => attributes["turnout.attempt.count"] === 2)!
          assert.strictEqual(call.name, "chat m")
          assert.strictEqual(call.parentSpanId, outer.spanContext().spanId)
          assert.strictEqual(call.attributes["gen_ai.usage.input_tokens"], 120)
          const attempts = spans.filter(({ parentSpanId }) => parentSpanId === call.spanId)
          assert.sameMembers(
            attempts.map(({ attributes }) => attributes["turnout.endpoint"]),
            ["azure/m", "mistral/m"]
          )
          assert.deepStrictEqual(
            attempts.map(({ kind }) => kind),
            ["SPAN_KIND_CLIENT", "SPAN_KIND_CLIENT"]
          )
          assert.strictEqual(
            attempts.find(({ attributes }) => attributes["turnout.outcome"] === "failed")!.status.code,
            "STATUS_CODE_ERROR"
          )
          assert.notInclude(JSON.stringify(spans), "a secret question")
        })
      )
  )

  it.live("a collector is told the metrics, and a Prometheus page shows them", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { metrics, url } = yield* collector
        const prometheus = new PrometheusExporter({ preventServerStart: true })
        const exporter = new OTLPMetricExporter({ url: `${url}v1/metrics` })
        const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
        const meterProvider = new MeterProvider({ readers: [reader, prometheus] })
        yield* Effect.addFinalizer(() => Effect.promise(() => meterProvider.shutdown()))
        const observe = Telemetry.observe({ meterProvider, tracerProvider: false })
        yield* chat(observe)
        yield* chat(observe)
        yield* Effect.promise(() => reader.forceFlush())
        const collected = JSON.stringify(metrics.map(normalizeMetrics))
        for (const name of ["gen_ai.client.inference.duration", "turnout.cost", "turnout.attempts"]) {
          assert.include(collected, name)
        }
        const { resourceMetrics } = yield* Effect.promise(() => prometheus.collect())
        const page = new PrometheusSerializer().serialize(resourceMetrics)
        assert.match(page, /gen_ai_client_inference_usage_input_tokens_total\{[^}]*\} 240/)
        assert.match(page, /gen_ai_client_inference_duration(_seconds|_s)?_bucket\{[^}]*le="0.02"/)
      })
    )
  )
})

describe("Effect's own telemetry", () => {
  it.effect("spans go to the tracer of the fiber that calls, below its span; metrics to its registry", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const metrics = yield* chat(EffectTelemetry.observe({ logs: true })).pipe(
        Effect.withSpan("request of the host"),
        Effect.withTracer(tracer),
        Effect.andThen(Metric.snapshot)
      )
      const host = spans.find(({ name }) => name === "request of the host")!
      const call = spans.find(({ attributes }) => attributes.get("turnout.attempt.count") === 2)!
      assert.strictEqual(call.parent._tag === "Some" ? call.parent.value.spanId : "", host.spanId)
      const attempts = spans.filter(
        ({ parent }) => parent._tag === "Some" && parent.value.spanId === call.spanId
      )
      assert.strictEqual(attempts.length, 2)
      assert.deepStrictEqual(
        attempts.map(({ status }) => status._tag),
        ["Ended", "Ended"]
      )
      assert.include(
        metrics.map(({ id }) => id),
        "gen_ai.client.inference.duration"
      )
    })
  )
})
