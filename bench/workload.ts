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

/** Requests that a client runs at one go. */
export interface Batch {
  readonly mode: Mode
  readonly concurrency: number
  readonly requests: number
}

/** What is counted of a batch: its requests, the chunks of its streams. */
export const units = ({ mode, requests }: Batch): number => requests * (mode === "stream" ? chunks : 1)

/** A row of the comparison. `requests` are of one batch; `warmup` is run once, before the first. */
export interface Cell extends Batch {
  readonly warmup: number
}

/**
 * The compiler optimises in waves that end after some 40,000 requests, and the first large collection of garbage falls
 * between 20,000 and 30,000: what is measured is what a server sees after both.
 */
const cells: ReadonlyArray<Cell> = [
  { mode: "unary", concurrency: 16, warmup: 60_000, requests: 1500 },
  { mode: "unary", concurrency: 1, warmup: 500, requests: 500 },
  { mode: "stream", concurrency: 16, warmup: 256, requests: 48 },
  { mode: "stream", concurrency: 1, warmup: 2, requests: 3 }
]

export const cellsOf = (quick: boolean): ReadonlyArray<Cell> =>
  quick
    ? cells.map((cell) => ({
        ...cell,
        warmup: Math.ceil(cell.warmup / 20),
        requests: Math.ceil(cell.requests / 4)
      }))
    : cells

/** What a batch cost its client process: user and system time, per request or per chunk. */
export interface Cost {
  readonly cpu_us: number
  readonly wall_us: number
  readonly rss_mb: number
}
