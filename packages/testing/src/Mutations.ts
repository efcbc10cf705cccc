import { assert } from "@effect/vitest"
import type { Json } from "@turnout/core/Json"
import { isFailure } from "@turnout/core/Failure"
import type { Protocol } from "@turnout/wire/Protocol"
import * as Cuts from "./Cuts.ts"

/** Values of every kind, which stand where others were. */
const values: ReadonlyArray<Json | undefined> = [
  undefined,
  null,
  0,
  -1,
  1e300,
  "",
  "x",
  true,
  [],
  [null],
  {},
  { a: [1] }
]

/** The value with something else at one place, for every place and every kind of value. */
export function* mutants(value: Json): Generator<Json | undefined> {
  yield* values
  if (typeof value !== "object" || value === null) return
  for (const key of Object.keys(value)) {
    const inner = (value as { readonly [key: string]: Json })[key]!
    for (const other of mutants(inner)) {
      if (Array.isArray(value)) {
        const list = [...(value as ReadonlyArray<Json>)]
        list[Number(key)] = other as Json
        yield list
      } else {
        const { [key]: _, ...rest } = value as { readonly [key: string]: Json }
        yield other === undefined ? rest : { ...rest, [key]: other }
      }
    }
  }
}

const framesOf = <S, F>(protocol: Protocol<S, F>, bytes: string | Uint8Array): Array<F> => {
  const reader = protocol.framing.reader()
  const frames: Array<F> = []
  reader.push(Cuts.bytesOf(bytes), frames)
  reader.finish(frames)
  return frames
}

/**
 * Changes one place of one frame of a good stream, for each in turn, and reads on: a protocol answers with events or a
 * failure, and never throws. `with`: the frame with other data.
 */
export const check = <S, F extends { readonly data: string }>(
  protocol: Protocol<S, F>,
  stream: string | Uint8Array,
  other: (frame: F, data: string) => F
): void => {
  const frames = framesOf(protocol, stream)
  assert.isAbove(frames.length, 0)
  const read = (changed: ReadonlyArray<F>): void => {
    let state = protocol.start()
    for (const frame of changed) {
      const stepped = protocol.step(state, frame)
      if (isFailure(stepped)) return
      state = stepped[0]
    }
    protocol.end(state)
  }
  for (const [place, frame] of frames.entries()) {
    read(frames.filter((_, index) => index !== place))
    read([...frames.slice(0, place), frame, ...frames.slice(place)])
    read(frames.with(place, other(frame, frame.data.slice(0, frame.data.length >> 1))))
    let json: Json
    try {
      json = JSON.parse(frame.data) as Json
    } catch {
      continue
    }
    for (const mutant of mutants(json)) {
      read(frames.with(place, other(frame, JSON.stringify(mutant) ?? "")))
      protocol.whole(mutant)
    }
  }
}

/** The same for a whole answer. */
export const checkWhole = (protocol: Pick<Protocol<never, never>, "whole">, answer: string): void => {
  for (const mutant of mutants(JSON.parse(answer) as Json)) protocol.whole(mutant)
}
