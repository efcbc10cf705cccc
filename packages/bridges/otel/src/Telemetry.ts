import {
  context,
  type Context,
  type Counter,
  type Histogram,
  type MeterProvider,
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider
} from "@opentelemetry/api"
import type { Observation, Receipt } from "@turnout/router/Receipt"
import * as Log from "./Log.ts"
import * as Measurement from "./Measurement.ts"
import * as Span from "./Span.ts"

export interface Options extends Span.Options, Measurement.MeasureOptions {
  /** Default: the global provider of `@opentelemetry/api`. `false`: no spans. */
  readonly tracerProvider?: TracerProvider | false | undefined
  /** Default: the global provider of `@opentelemetry/api`. `false`: no metrics. */
  readonly meterProvider?: MeterProvider | false | undefined
  /** Called with one structured line per call. Default: none. */
  readonly log?: ((line: Log.Line) => void) | undefined
}

const scope = "@turnout/otel"

/** Everything is written when the call ends, with the times it had: a span is no object that lives as long as its call. */
const write = (tracer: Tracer, span: Span.Span, parent: Context): void => {
  const { attributes, children, end, error, kind, name, start } = span
  const open = tracer.startSpan(
    name,
    {
      kind: kind === "client" ? SpanKind.CLIENT : SpanKind.INTERNAL,
      startTime: start,
      attributes: attributes as { [name: string]: string | number | boolean | Array<string> }
    },
    parent
  )
  const within = trace.setSpan(parent, open)
  for (const child of children) write(tracer, child, within)
  if (error !== undefined) open.setStatus({ code: SpanStatusCode.ERROR, message: error })
  open.end(end)
}

type Record = (measurement: Measurement.Measurement) => void

const recorder = (provider: MeterProvider): Record => {
  const meter = provider.getMeter(scope)
  const made = new Map<string, Counter | Histogram>()
  const of = ({ buckets, description, name, type, unit }: Measurement.Instrument) => {
    let instrument = made.get(name)
    if (instrument === undefined) {
      instrument =
        type === "counter"
          ? meter.createCounter(name, { unit, description })
          : meter.createHistogram(name, {
              unit,
              description,
              ...(buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } })
            })
      made.set(name, instrument)
    }
    return instrument
  }
  return ({ attributes, instrument, value }) => {
    const to = of(instrument)
    const named = attributes as { [name: string]: string | number | boolean | Array<string> }
    if ("add" in to) to.add(value, named)
    else to.record(value, named)
  }
}

/**
 * The router's option `observe` for OpenTelemetry: GenAI spans, one per call and one per attempt, and metrics. A call's span
 * is a child of the span that was active when it began. Messages stand in spans only with `content`, and only of callers who
 * permit it (`log_query_body`, `log_response_body`).
 */
export const observe = (options: Options = {}): Observation => {
  const { content = false, log, meterProvider, tracerProvider } = options
  const tracer =
    tracerProvider === false ? undefined : (tracerProvider ?? trace.getTracerProvider()).getTracer(scope)
  const record = meterProvider === false ? undefined : recorder(meterProvider ?? metrics.getMeterProvider())
  return {
    bodies: content,
    opened: () => context.active(),
    receipt: (receipt: Receipt, opened?: unknown) => {
      if (tracer !== undefined) {
        write(tracer, Span.ofReceipt(receipt, options), (opened as Context | undefined) ?? context.active())
      }
      if (record !== undefined) Measurement.ofReceipt(receipt, options).forEach(record)
      log?.(Log.ofReceipt(receipt, options))
    }
  }
}
