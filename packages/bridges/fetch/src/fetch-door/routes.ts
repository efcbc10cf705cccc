/** What a door answers: the first entry that the end of a path matches. */
import * as Chat from "./chat.ts"
import type { handlers } from "./listing.ts"
import type { Route } from "./route.ts"

const post = (path: string, handler: Route["handler"]): Route => ({ path, methods: ["POST"], handler })

/** A list: read seldom. */
const get = (path: string, name: keyof typeof handlers, open = false): Route => ({
  path,
  methods: ["GET", "HEAD"],
  open,
  handler: () => import("./listing.ts").then(({ handlers }) => handlers[name])
})

/** What the door says of itself. */
const about = (path: string, name: "llms" | "openapi"): Route => ({
  path,
  methods: ["GET", "HEAD"],
  open: true,
  handler: () => import("./openapi.ts").then((handlers) => handlers[name])
})

export const routes: ReadonlyArray<Route> = [
  post("/v0/chat/completions", () => import("./v0.ts").then(({ handler }) => handler)),
  post("/chat/completions", Chat.handler),
  post("/embeddings", () => import("./embeddings.ts").then(({ handler }) => handler)),
  post("/responses", () => import("./responses.ts").then(({ handler }) => handler)),
  post("/messages/count_tokens", () => import("./messages.ts").then(({ counter }) => counter)),
  post("/messages", () => import("./messages.ts").then(({ handler }) => handler)),
  get("/registry/providers", "registered", true),
  get("/registry/models", "canonical", true),
  get("/directory/models", "endpoints", true),
  get("/workspaces/{id}/billing/balance", "balance"),
  get("/me", "me"),
  get("/v0/models", "v0Models"),
  get("/v0/providers", "v0Providers"),
  get("/v0/endpoints", "v0Endpoints"),
  get("/v0/endpoint-details", "v0Details"),
  get("/models", "models"),
  get("/models/{+id}", "model"),
  about("/openapi.json", "openapi"),
  about("/llms.txt", "llms")
]

export interface Found {
  readonly route: Route
  /** What the name in the route's path stands for, decoded; else empty. */
  readonly name: string
}

interface Matcher {
  readonly route: Route
  /** Only of a path with a name in it. */
  readonly pattern: RegExp | undefined
}

const patternOf = (path: string): RegExp | undefined =>
  path.includes("{")
    ? new RegExp(`${path.replace(/\{\+\w+\}/, "(.+)").replace(/\{\w+\}/, "([^/]+)")}$`)
    : undefined

const matchers: ReadonlyArray<Matcher> = routes.map((route) => ({ route, pattern: patternOf(route.path) }))

export const find = (path: string): Found | undefined => {
  for (const { pattern, route } of matchers) {
    if (pattern === undefined) {
      if (path.endsWith(route.path)) return { route, name: "" }
      continue
    }
    const match = pattern.exec(path)
    if (match !== null) return { route, name: decoded(match[1] ?? "") }
  }
  return undefined
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
