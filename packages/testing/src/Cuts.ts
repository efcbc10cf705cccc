import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Protocol } from "@turnout/wire/Protocol"

/** One answer's bytes as network reads; concatenated they are the bytes again. */
export type Pieces = ReadonlyArray<Uint8Array>

export const bytesOf = (given: string | Uint8Array): Uint8Array =>
  typeof given === "string" ? new TextEncoder().encode(given) : given

/** Every way to cut the bytes into two reads, one with an empty first read among them. */
export function* twoParts(bytes: Uint8Array): Generator<Pieces> {
  for (let at = 0; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)]
}

/** One byte per read. */
export const byteWise = (bytes: Uint8Array): Pieces =>
  Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))

/** Cuts at places that depend on the seed and nothing else; between one and forty reads. */
export const seeded = (bytes: Uint8Array, seed: number): Pieces => {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const below = (bound: number) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 0x1_0000_0000) * bound)
  }
  const cuts = Array.from({ length: below(40) }, () => below(bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length))
}

/** As many seeded cuts as asked for, seeds 0, 1, 2 and so on. */
export const manySeeded = (bytes: Uint8Array, count = 50): ReadonlyArray<Pieces> =>
  Array.from({ length: count }, (_, seed) => seeded(bytes, seed))

/** What a reader of the answer saw, and how it ended where it did not end well. */
export interface Outcome {
  readonly events: ReadonlyArray<Event>
  readonly failure?: Failure
}

/** Runs framing, steps and end over the pieces as a route does, without a network. */
export const readAll = <S, F>(protocol: Protocol<S, F>, pieces: Pieces): Outcome => {
  const reader = protocol.framing.reader()
  const events: Array<Event> = []
  let state = protocol.start()
  const step = (frames: ReadonlyArray<F>): Failure | undefined => {
    for (const frame of frames) {
      const result = protocol.step(state, frame)
      if (isFailure(result)) return result
      state = result[0]
      events.push(...result[1])
    }
    return undefined
  }
  const read = (fill: (frames: Array<F>) => Failure | undefined): Failure | undefined => {
    const frames: Array<F> = []
    const broken = fill(frames)
    return step(frames) ?? broken
  }
  for (const piece of pieces) {
    const failure = read((frames) => reader.push(piece, frames))
    if (failure !== undefined) return { events, failure }
  }
  const failure = read((frames) => reader.finish(frames))
  if (failure !== undefined) return { events, failure }
  const rest = protocol.end(state)
  if (isFailure(rest)) return { events, failure: rest }
  events.push(...rest)
  return { events }
}
