import type { Draws } from "./Draws.ts"
import * as Lengths from "./Lengths.ts"

/** Requests of a simulated host. */
export interface Traffic {
  readonly hours: number
  /** Mean number of sessions that begin in a second. Without `turns` a session is one request. */
  readonly per_second: number
  /** Coefficient of variation of the gaps between sessions; 1 is Poisson. Default: 1. */
  readonly burstiness?: number
  /** Daily rhythm of the rate: peak over trough, the most at `peak_hour` UTC. Default: none. */
  readonly rhythm?: { readonly peak_over_trough: number; readonly peak_hour: number }
  /** Every `every_s` seconds a batch of requests arrives at once. */
  readonly batches?: { readonly size: number; readonly every_s: number }
  /** Default: chat. */
  readonly lengths?: keyof typeof Lengths.measured | Lengths.Lengths
  /** Conversations: turns, seconds between two of them, and how many prompt tokens a turn adds. */
  readonly turns?: { readonly mean: number; readonly pause_s: number; readonly grows: number }
  /** Milliseconds until the first content, after which an answer is late. Default: 3,000. */
  readonly late_ms?: number
  /** Milliseconds after which a caller wants no answer any more. Default: 60,000. */
  readonly deadline_ms?: number
}

/** The requests of a run, by columns, in the order of arrival. Lengths of answers are known to the world alone. */
export interface Requests {
  readonly count: number
  /** Milliseconds since the start. */
  readonly at: Float64Array
  readonly prompt: Float64Array
  readonly output: Float64Array
  /** Session, and the request's turn within it. */
  readonly session: Int32Array
  readonly turn: Int32Array
  readonly sessions: number
}

interface Row {
  readonly at: number
  readonly session: number
  readonly turn: number
  readonly prompt: number
}

export const make = (traffic: Traffic, draws: Draws, startHour: number): Requests => {
  const end = traffic.hours * 3_600_000
  const lengths = lengthsOf(traffic)
  const rows: Array<Row> = []
  let sessions = 0
  const begin = (at: number): void => {
    const session = sessions++
    let prompt = Lengths.at(lengths.prompt, draws.uniform("prompt", session))
    const { grows = 0, mean = 1, pause_s = 0 } = traffic.turns ?? {}
    // Geometric, at least one.
    const turns =
      mean <= 1 ? 1 : Math.ceil(Math.log(draws.uniform("turns", session)) / Math.log(1 - 1 / mean))
    let moment = at
    for (let turn = 0; turn < turns && moment < end; turn++) {
      rows.push({ at: moment, session, turn, prompt })
      moment += -Math.log(draws.uniform("pause", session, turn)) * pause_s * 1000
      prompt += grows
    }
  }
  let arrival = 0
  for (let at = 0; ; arrival++) {
    const rate = (traffic.per_second * swing(traffic, startHour + at / 3_600_000)) / 1000
    if (!(rate > 0)) break
    at += gap(draws, arrival, traffic.burstiness ?? 1) / rate
    if (at >= end) break
    begin(at)
  }
  if (traffic.batches !== undefined) {
    const { every_s, size } = traffic.batches
    for (let at = every_s * 1000; at < end; at += every_s * 1000)
      for (let one = 0; one < size; one++) begin(at)
  }
  rows.sort((left, right) => left.at - right.at || left.session - right.session || left.turn - right.turn)
  return {
    count: rows.length,
    at: Float64Array.from(rows, (row) => Math.round(row.at)),
    prompt: Float64Array.from(rows, (row) => row.prompt),
    output: Float64Array.from(rows, (row) =>
      Lengths.at(lengths.output, draws.uniform("output", row.session, row.turn))
    ),
    session: Int32Array.from(rows, (row) => row.session),
    turn: Int32Array.from(rows, (row) => row.turn),
    sessions
  }
}

export const lengthsOf = ({ lengths = "chat" }: Traffic): Lengths.Lengths =>
  typeof lengths === "string" ? Lengths.measured[lengths] : lengths

/** Mean 1 over a day. */
const swing = ({ rhythm }: Traffic, hour: number): number => {
  if (rhythm === undefined) return 1
  const depth = (rhythm.peak_over_trough - 1) / (rhythm.peak_over_trough + 1)
  return 1 + depth * Math.cos(((hour - rhythm.peak_hour) / 12) * Math.PI)
}

/**
 * A gap of mean 1: exponential, or for a variation above 1 one of two exponentials (both are memoryless, so that the
 * gap can follow a rate that changes); below 1 it is regular in that degree.
 */
const gap = (draws: Draws, arrival: number, variation: number): number => {
  const exponential = -Math.log(draws.uniform("arrival", arrival, 0))
  if (variation === 1) return exponential
  if (variation < 1) return 1 - variation + variation * exponential
  const square = variation * variation
  const share = (1 + Math.sqrt((square - 1) / (square + 1))) / 2
  const isShort = draws.uniform("arrival", arrival, 1) < share
  return exponential / (2 * (isShort ? share : 1 - share))
}
