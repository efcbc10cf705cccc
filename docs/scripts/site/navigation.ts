/** The order of what is read, in one place. A page of `docs` that it does not name fails the build, and one that it names and there is not. */
export interface Entry {
  readonly path: string
  /** Default: the page's heading. */
  readonly text?: string
}

export const guide: ReadonlyArray<Entry> = [
  { path: "guide/start" },
  { path: "guide/tasks" },
  { path: "guide/running" },
  { path: "guide/concepts" },
  { path: "guide/routing" },
  { path: "guide/failures" },
  { path: "guide/streaming" },
  { path: "guide/cost" },
  { path: "guide/tenants" },
  { path: "caching" },
  { path: "guide/structured-output" },
  { path: "guide/http" },
  { path: "guide/observing" },
  { path: "guide/testing" },
  { path: "guide/performance" },
  { path: "guide/security" },
  { path: "guide/migration" },
  { path: "guide/faq" }
]

export const topics: ReadonlyArray<Entry> = [
  { path: "choosing" },
  { path: "state" },
  { path: "embeddings" },
  { path: "responses" },
  { path: "messages" },
  { path: "ai-sdk" },
  { path: "effect-ai" }
]

export const inside: ReadonlyArray<Entry> = [
  { path: "tour", text: "One request, all the way" },
  { path: "house" },
  { path: "adding-a-provider" }
]
