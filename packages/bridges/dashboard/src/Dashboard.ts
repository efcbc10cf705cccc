import * as Options from "@turnout/core/Options"
import { isRouterError } from "@turnout/core/RouterError"
import type { Observation } from "@turnout/router/Receipt"
import { assets, type Asset } from "./dashboard/assets.ts"
import { Kept } from "./dashboard/kept.ts"
import { Live } from "./dashboard/live.ts"
import { document, problem, type Page, type Told } from "./dashboard/page.ts"
import { pages } from "./dashboard/pages.ts"
import * as Reply from "./dashboard/reply.ts"
import type { Watched } from "./Watched.ts"

/** `true` lets a request in; a response answers it in place of a page, such as a challenge or a redirect; all else is 401. */
export type Authenticate = (request: Request) => boolean | Response | PromiseLike<boolean | Response>

export interface DashboardOptions {
  /** Asked before anything is answered. Required, unless `public` says that everybody may read. */
  readonly authenticate?: Authenticate | undefined
  /** Everybody who reaches it may read it. Default: false. */
  readonly public?: boolean | undefined
  /** Path under which it is mounted, as the browser sees it. Default: `/dashboard`. */
  readonly base?: string | undefined
  /** What is kept in memory, of the newest calls: none of it outlives the process. */
  readonly keep?: {
    /** Receipts. Default: 10,000. */
    readonly calls?: number | undefined
    /** Decisions; each is as large as its table. Default: 1,000. */
    readonly decisions?: number | undefined
    /** Requests and answers, of callers who permit it. Default: 0, which asks the router for none. */
    readonly bodies?: number | undefined
  }
  /** Largest number of pages that are live at once; further ones are refused with 503. Default: 64. */
  readonly readers?: number | undefined
}

/** A handler as `fetch` is called. It answers GET and HEAD, and changes nothing. */
export type Handler = (input: Request | string | URL, init?: RequestInit) => Promise<Response>

export interface Dashboard {
  /** The router's option `observe`; with other observers by `Observers.all`. */
  readonly observe: Observation
  /** The pages of a router. It rejects if `authenticate` does. */
  readonly watch: (router: Watched) => Handler
  /** Ends every live page, and forgets what was kept. What is asked later is answered with 503. */
  readonly close: () => void
}

const whole = (least: number) => Options.number(least, 10_000_000, "whole")

/** As a browser asks for it. */
const pathOf = (base: string): string => new URL(base, "http://localhost").pathname

/** No part of it is a step elsewhere, which a browser would take before it asks. */
const isWhole = (base: string): boolean => !/\/(\.|%2e){1,2}(\/|$)/i.test(base)

const check = Options.object<DashboardOptions>({
  authenticate: Options.callable(),
  public: Options.boolean,
  base: Options.where(
    "a path such as '/dashboard', or '/'",
    (value) => typeof value === "string" && /^\/(?!\/)[^?#\s\\]*$/.test(value) && isWhole(value)
  ),
  keep: Options.object<NonNullable<DashboardOptions["keep"]>>({
    calls: whole(1),
    decisions: whole(0),
    bodies: whole(0)
  }),
  readers: whole(1)
})

/** What a router does, as pages. Throws if the options are wrong, or say nothing of who may read. */
export const dashboard = (options: DashboardOptions): Dashboard => {
  const mistake = Options.mistake(check, options, { name: "options" })
  if (mistake !== undefined) throw mistake
  const { authenticate, keep = {}, public: isPublic = false, readers = 64 } = options
  if (authenticate === undefined && !isPublic) {
    throw new TypeError(
      "The dashboard needs 'authenticate', which says who may read it; 'public: true' lets everybody who reaches it."
    )
  }
  const base = pathOf(options.base ?? "/dashboard").replace(/\/+$/, "")
  const { bodies = 0, calls = 10_000, decisions = 1000 } = keep
  const kept = new Kept({ calls, decisions: Math.min(calls, decisions), bodies: Math.min(calls, bodies) })
  const live = new Live(readers)
  let isClosed = false

  const answer = async (request: Request, router: Watched): Promise<Response> => {
    const { pathname, searchParams: query } = new URL(request.url)
    const allowed = authenticate === undefined || (await authenticate(request))
    if (allowed instanceof Response) return allowed
    if (allowed !== true) return Reply.text(401, "Not authenticated.")
    if (request.method !== "GET" && request.method !== "HEAD") {
      return Reply.text(405, "It can only be read.", { allow: "GET, HEAD" })
    }
    if (isClosed) return Reply.text(503, "The dashboard is closed.")
    if (pathname !== base && !pathname.startsWith(`${base}/`)) return Reply.text(404, "Not found.")
    const [page = "", ...more] = pathname.slice(base.length + 1).split("/")
    const rest = more.join("/")
    if (page === "assets") return asset(rest, request)
    if (page === "live" && rest === "") {
      if (request.method === "HEAD") return Reply.events(null)
      const stream = live.stream(request.signal)
      return stream === undefined
        ? Reply.text(503, "Too many pages are live.", { "retry-after": "5" })
        : Reply.events(stream)
    }
    const now = Date.now()
    const found = pages(page, rest)
    const told = await tell(found, { base, query, rest, router, kept, now })
    return Reply.wantsJson(request, query)
      ? Reply.json(told.status ?? 200, told.data)
      : Reply.page(told.status ?? 200, document(base, page, told, now).text)
  }

  return {
    observe: {
      bodies: bodies > 0,
      decisions: decisions > 0,
      receipt: (receipt) => {
        if (!isClosed) live.tell(kept.add(receipt))
      }
    },
    watch: (router) => async (input, init) => {
      const request = new Request(input, init)
      const response = await answer(request, router)
      return request.method === "HEAD" ? new Response(null, response) : response
    },
    close: () => {
      isClosed = true
      live.close()
      kept.clear()
    }
  }
}

const tell = async (page: Page | undefined, asked: Parameters<Page>[0]): Promise<Told> => {
  if (page === undefined) return problem(404, "Not found", "There is no such page.")
  try {
    return await page(asked)
  } catch (error) {
    // What the router itself says; anything else is a fault, which the host is told of.
    if (!isRouterError(error)) throw error
    return problem(503, "The router cannot be read", error.message)
  }
}

const byName = new Map<string, Asset>(Object.values(assets).map((each) => [each.name, each]))

const asset = (name: string, request: Request): Response => {
  const found = byName.get(name)
  return found === undefined ? Reply.text(404, "Not found.") : Reply.asset(found, request)
}
