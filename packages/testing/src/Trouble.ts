import type { Answer, Piece } from "./ScriptedHttp.ts"
import * as Waits from "./trouble/waits.ts"

export { dialects, type Dialect } from "./trouble/waits.ts"

/** A good answer of some API, in the pieces that trouble is made of. */
export interface Speech {
  readonly stream: boolean
  /** The unary body. */
  readonly whole: string
  /** The frames of the stream, the last one its terminal. */
  readonly frames: ReadonlyArray<string>
  /** The body of a refusal, in the API's own words. */
  readonly error: (status: number, message: string) => string
  /** What the API says when it fails in the middle of a stream. */
  readonly broken: string
}

/** Pure but for what it is given: a number in [0, 1) for each question, and a clock reading. */
export interface Circumstances {
  readonly draw: (question: string) => number
  readonly now: number
  /** The pause between two scraps, milliseconds. */
  readonly pause_ms: number
}

/** A fault between vendor and client, byte for byte. */
export type Trouble = (speech: Speech, circumstances: Circumstances) => Answer

const json = { "content-type": "application/json" }
const events = { "content-type": "text/event-stream" }

/** As it should be. */
export const none: Trouble = ({ frames, stream, whole }) =>
  stream ? { headers: events, body: frames } : { headers: json, body: whole }

const refusal =
  (status: number, message: string): Trouble =>
  ({ error }) => ({ status, headers: json, body: error(status, message) })

const page =
  "<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"

const within = (length: number, draw: number): number => Math.min(length - 1, Math.floor(draw * length))

/** The bytes of the good answer, up to somewhere before its last one. */
const cut = (speech: Speech, draw: number): Piece => {
  const bytes = Buffer.from(speech.stream ? speech.frames.join("") : speech.whole)
  return bytes.subarray(0, within(bytes.length, draw))
}

/** Every kind that the soak knows; all but `dripping` and `repeated` leave no whole answer. */
export const kinds = {
  /** The connection breaks before a byte is said. */
  reset: () => ({ raw: true, body: [], ending: "reset" }),
  /** 429, the wait told in one of the ways that vendors have. */
  limited: (speech, { draw, now }) => {
    const all = Waits.dialects(now, 50 + draw("wait") * 2000)
    const { body, headers } = all[within(all.length, draw("dialect"))]!
    return {
      status: 429,
      headers: { ...json, ...headers },
      body: body ?? speech.error(429, "Too many requests.")
    }
  },
  /** 529. */
  overloaded: refusal(529, "Overloaded"),
  /** 500. */
  failing: refusal(500, "The server had an error."),
  /** A proxy's page in place of an answer, with a status that says so or a 200 that does not. */
  html: (_, { draw }) => ({
    status: draw("status") < 0.5 ? 502 : 200,
    headers: { "content-type": "text/html" },
    body: page
  }),
  /** JSON that breaks off, under a status that says that all is well. */
  half_json: ({ stream, frames, whole }, { draw }) => {
    const text = stream ? (frames[0] ?? "") : whole
    const half = text.trimEnd().slice(0, within(text.trimEnd().length, 0.2 + draw("cut") * 0.6))
    return { headers: stream ? events : json, body: stream ? `${half}\n\n` : half }
  },
  /** 200, and then an error: in place of the answer, or after some of it. */
  error_in_200: ({ broken, error, frames, stream }, { draw }) =>
    stream
      ? { headers: events, body: [...frames.slice(0, within(frames.length, draw("frames"))), broken] }
      : { headers: json, body: error(500, "The server had an error.") },
  /** The connection breaks after so many bytes. */
  cut: (speech, { draw }) => ({
    headers: speech.stream ? events : json,
    body: [cut(speech, draw("bytes"))],
    ending: "reset"
  }),
  /** A proper end of the body after so many bytes: no transport sees that something is missing. */
  short: (speech, { draw }) => ({
    headers: speech.stream ? events : json,
    body: [cut(speech, draw("bytes"))]
  }),
  /** Everything, in scraps that keep nothing whole, with a pause before each. */
  dripping: (speech, { draw, pause_ms }) => {
    const bytes = Buffer.from(speech.stream ? speech.frames.join("") : speech.whole)
    const size = Math.max(1, Math.ceil(bytes.length / 8) - within(8, draw("size")))
    const body: Array<Piece> = []
    for (let at = 0; at < bytes.length; at += size) {
      body.push({ wait: pause_ms }, bytes.subarray(at, at + size))
    }
    return { headers: speech.stream ? events : json, body }
  },
  /** Some of it, and then silence on an open connection. */
  stalled: (speech, { draw }) => ({
    headers: speech.stream ? events : json,
    body: [cut(speech, draw("bytes"))],
    ending: "hang"
  }),
  /** Not a byte. */
  silent: () => ({ raw: true, body: [], ending: "hang" }),
  /** The terminal event twice. */
  repeated: ({ frames, stream, whole }) =>
    stream
      ? { headers: events, body: [...frames, frames.at(-1) ?? ""] }
      : { headers: json, body: `${whole}\n` }
} as const satisfies { readonly [kind: string]: Trouble }

export type Kind = keyof typeof kinds
