import type { Observation, Receipt } from "@turnout/router/Receipt"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import * as Log from "./Log.ts"
import * as Measurement from "./Measurement.ts"
import * as Span from "./Span.ts"

export interface Options extends Span.Options, Measurement.MeasureOptions {
  /** Writes one structured line per call to Effect's logger. Default: false. */
  readonly logs?: boolean | undefined
}

const nanos = (milliseconds: number): bigint => BigInt(Math.round(milliseconds * 1e6))

const write = (tracer: Tracer.Tracer, span: Span.Span, parent: Option.Option<Tracer.AnySpan>): void => {
  const open = tracer.span({
    name: span.name,
    parent,
    annotations: Context.empty(),
    links: [],
    startTime: nanos(span.start),
    kind: span.kind,
    root: Option.isNone(parent),
    sampled: Option.isNone(parent) || parent.value.sampled
  })
  for (const [name, value] of Object.entries(span.attributes)) open.attribute(name, value)
  for (const child of span.children) write(tracer, child, Option.some(open))
  open.end(nanos(span.end), span.error === undefined ? Exit.void : Exit.failCause(Cause.fail(span.error)))
}

const metricOf = ({ buckets = [], description, name, type, unit }: Measurement.Instrument) =>
  type === "counter"
    ? Metric.counter(name, { description, incremental: true, attributes: { unit } })
    : Metric.histogram(name, { description, boundaries: buckets, attributes: { unit } })

const texts = (attributes: Span.Attributes): { [name: string]: string } =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]))

/**
 * The router's option `observe` for Effect's own tracer, metrics and logger: those of the fiber that makes the call, whose
 * span is the parent.
 */
export const observe = (options: Options = {}): Observation => {
  const { content = false, logs = false } = options
  const made = new Map<string, Metric.Metric<number, unknown>>()
  const of = (instrument: Measurement.Instrument): Metric.Metric<number, unknown> => {
    let metric = made.get(instrument.name)
    if (metric === undefined) made.set(instrument.name, (metric = metricOf(instrument)))
    return metric
  }
  return {
    bodies: content,
    opened: (context) => context,
    receipt: (receipt: Receipt, opened?: unknown) => {
      const within = (opened as Context.Context<never> | undefined) ?? Context.empty()
      const tracer = Context.getOption(within, Tracer.Tracer)
      if (Option.isSome(tracer)) {
        const parent = Context.getOption(within, Tracer.ParentSpan)
        write(tracer.value, Span.ofReceipt(receipt, options), parent)
      }
      for (const { attributes, instrument, value } of Measurement.ofReceipt(receipt, options)) {
        Metric.withAttributes(of(instrument), texts(attributes)).updateUnsafe(value, within)
      }
      if (!logs) return
      const { attributes, level, message } = Log.ofReceipt(receipt, options)
      const log = level === "info" ? Effect.logInfo : level === "warn" ? Effect.logWarning : Effect.logError
      Effect.runForkWith(within)(Effect.annotateLogs(log(message), attributes))
    }
  }
}
