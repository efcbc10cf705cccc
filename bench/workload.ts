/** What every subject is asked to do. */

/** Content chunks of one streamed answer. */
export const chunks = 200

/** Between two chunks, so that each is a network read of its own, as with a vendor. */
export const interval_ms = 1

/** The content of one streamed answer, piece by piece. */
export const words = Array.from({ length: chunks }, (_, index) => `word${index} `)

/** About one kilobyte: a system prompt and a short conversation. */
export const request = {
  model: "gpt-4o-mini",
  messages: [
    {
      role: "system" as const,
      content: "You are a careful assistant. Answer briefly and name your sources. ".repeat(4)
    },
    { role: "user" as const, content: "Which animals jump over the lazy dog, and how often do they do it?" },
    {
      role: "assistant" as const,
      content: "The quick brown fox does, every time that someone tests a typeface."
    },
    {
      role: "user" as const,
      content: "And what does the dog do meanwhile? Please tell me the whole story. ".repeat(5)
    }
  ],
  temperature: 0.7,
  max_tokens: 500
}

export type Mode = "unary" | "stream"

export interface Subject {
  /** One request; the text of the answer. */
  readonly unary: () => Promise<string>
  /** One streamed request, read to its end; how many characters came. (Pieces of one network read may come as one.) */
  readonly stream: () => Promise<number>
  readonly close?: () => Promise<void>
}

/** A subject's module: `make` is told where the upstream stands. */
export interface SubjectModule {
  readonly make: (origin: string) => Subject | Promise<Subject>
}

export interface Cell {
  readonly mode: Mode
  readonly concurrency: number
  readonly warmup: number
  readonly requests: number
}

/** The compiler is done with a request's path after some 20,000 of them; what is measured is what a server sees after that. */
const cells: ReadonlyArray<Cell> = [
  { mode: "unary", concurrency: 16, warmup: 20_000, requests: 10_000 },
  { mode: "unary", concurrency: 1, warmup: 500, requests: 2_000 },
  { mode: "stream", concurrency: 16, warmup: 128, requests: 160 },
  { mode: "stream", concurrency: 1, warmup: 2, requests: 8 }
]

export const cellsOf = (quick: boolean): ReadonlyArray<Cell> =>
  quick
    ? cells.map((cell) => ({
        ...cell,
        warmup: Math.ceil(cell.warmup / 8),
        requests: Math.ceil(cell.requests / 8)
      }))
    : cells

/** What a client process measured of one cell. */
export interface Measure {
  readonly mode: Mode
  readonly concurrency: number
  /** User and system, microseconds: per request, per chunk in streams. */
  readonly cpu_us: number
  readonly wall_us: number
  readonly rss_mb: number
}
