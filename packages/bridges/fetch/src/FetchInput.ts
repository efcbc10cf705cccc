import { isSignal } from "@turnout/router/CallOptions"

/** The parts of a request that the door reads, in either form that `fetch` takes. Headers are parsed only if read. */
export interface Input {
  readonly method: string
  /** Without query and fragment. */
  readonly path: string
  /** Parsed only if read. */
  readonly query: URLSearchParams
  readonly body: BodyInit | null
  readonly signal: AbortSignal | null | undefined
  /** Something was given for a signal, and is none. */
  readonly unsignalled?: boolean
  /** See `FetchInit`. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
  /** Is told of what a response still holds behind its start. */
  readonly held?: (released: Promise<void>) => void
  /** `undefined` where there is none, or the headers given are none at all. */
  readonly header: (name: string) => string | undefined
}

/** The options of `fetch`, and what a host of workers gives beside the request. */
export interface FetchInit extends RequestInit {
  /**
   * Is given a promise of the call's end, streams included: a worker is then kept until what was spent is recorded.
   * `(work) => context.waitUntil(work)` for one.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/**
 * Reads `fetch`'s arguments without building a `Request`: that costs more than the rest of the door. What is
 * neither a URL nor a request has an empty path.
 */
export const read = (input: string | URL | Request, init?: FetchInit): Input => {
  try {
    const request = typeof input === "object" && "url" in input ? input : undefined
    const signal: unknown = init?.signal === undefined ? request?.signal : init.signal
    const unsignalled = !isAbsent(signal) && !isSignal(signal)
    const url = String(request === undefined ? input : request.url)
    return {
      method: String(init?.method ?? request?.method ?? "GET").toUpperCase(),
      path: pathOf(url),
      get query() {
        return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? "")
      },
      body: init?.body ?? request?.body ?? null,
      signal: unsignalled ? undefined : (signal as AbortSignal | null | undefined),
      ...(unsignalled ? { unsignalled } : {}),
      ...(typeof init?.waitUntil === "function" ? { waitUntil: init.waitUntil } : {}),
      header: reader(init?.headers ?? request?.headers)
    }
  } catch {
    return {
      method: "GET",
      path: "",
      query: new URLSearchParams(),
      body: null,
      signal: undefined,
      header: () => undefined
    }
  }
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined

const reader = (given: HeadersInit | undefined): Input["header"] => {
  // Copying them costs more than reading three of them; nothing is written to them.
  let headers = given instanceof Headers ? given : undefined
  return (name) => {
    try {
      headers ??= new Headers(given)
      return headers.get(name) ?? undefined
    } catch {
      return undefined
    }
  }
}

const pathOf = (url: string): string => {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}
