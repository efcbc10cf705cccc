/** The door's own description, for programs and for language models. */
import * as Effect from "effect/Effect"
import * as Answer from "../FetchAnswer.ts"
import { document } from "./openapi/document.ts"
import type { Asked, Handler } from "./route.ts"

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly summary?: string } } }
}

/** Where the door is mounted: what stands before the end of this path, without a version. */
const baseOf = ({ input }: Asked, end: string): string => {
  const path = input.path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "")
  return path.slice(0, path.length - end.length).replace(/\/v[01]$/, "")
}

const bare = ({ input }: Asked, response: Response): Response =>
  input.method === "HEAD" ? Answer.bare(response) : response

export const openapi: Handler = {
  answer: (asked) =>
    Effect.sync(() => {
      const read = JSON.parse(document) as Document
      const base = baseOf(asked, "/openapi.json")
      return bare(asked, Answer.value({ ...read, servers: [{ url: base === "" ? "/" : base }] }, asked.id))
    })
}

export const llms: Handler = {
  answer: (asked) =>
    Effect.sync(() => {
      const base = baseOf(asked, "/llms.txt")
      const { paths } = JSON.parse(document) as Document
      const lines = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { summary }]) =>
          method === "head" ? [] : [`- \`${method.toUpperCase()} ${base}${path}\`: ${summary ?? ""}`]
        )
      )
      const text = `${about(base)}\n## Routes\n\n${lines.join("\n")}\n`
      return bare(asked, Answer.text(text, asked.id))
    })
}

const about = (base: string): string => `# Turnout

> A router for language models. It takes OpenAI-style requests and answers them with whichever model and vendor fits best.

- Every route: [OpenAPI 3.1](${base}/openapi.json)
- An OpenAI client works unchanged with the base URL \`${base}/v1\`.
- \`model\` is a model's name, \`a->b\` tries one after the other, \`model@provider\` fixes the provider, and a suffix such as \`:cost\` or \`:ttft\` says what matters most.
- \`GET ${base}/v1/models\` lists what can be called. \`gateway.routing\` in a request bounds and orders the choice.
- Errors are \`{"error": {"message", "type", "code", "param", "suggestion"?}}\`; \`Retry-After\` says how long to wait.
`
