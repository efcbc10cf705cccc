import type { Asset } from "./assets.ts"

/** Nothing of a page runs or loads but what the dashboard serves itself, and no other site may frame or read it. */
const guarded = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

const unkept = { ...guarded, "cache-control": "no-store" }

export const text = (
  status: number,
  message: string,
  headers: { readonly [name: string]: string } = {}
): Response =>
  new Response(`${message}\n`, {
    status,
    headers: { ...unkept, "content-type": "text/plain; charset=utf-8", ...headers }
  })

export const page = (status: number, body: string): Response =>
  new Response(body, {
    status,
    headers: { ...unkept, "content-type": "text/html; charset=utf-8", vary: "accept" }
  })

export const json = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { ...unkept, "content-type": "application/json; charset=utf-8", vary: "accept" }
  })

export const events = (body: ReadableStream<Uint8Array> | null): Response =>
  new Response(body, {
    headers: { ...unkept, "content-type": "text/event-stream", "x-accel-buffering": "no" }
  })

export const asset = ({ hash, text, type }: Asset, request: Request): Response => {
  const headers = {
    ...guarded,
    etag: `"${hash}"`,
    "cache-control": "private, max-age=31536000, immutable",
    "content-type": type
  }
  const known = new Set(
    (request.headers.get("if-none-match") ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""))
  )
  return known.has(headers.etag) || known.has("*")
    ? new Response(null, { status: 304, headers })
    : new Response(text, { headers })
}

/** A browser asks for HTML before anything else; who asks for JSON gets the data of the page. */
export const wantsJson = ({ headers }: Request, query: URLSearchParams): boolean => {
  const format = query.get("format")
  if (format !== null) return format === "json"
  const accept = headers.get("accept") ?? ""
  return accept.includes("application/json") && !accept.includes("text/html")
}
