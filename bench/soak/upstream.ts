/** All vendors of the soak, in a process of its own: it answers by seed, and tells what it did when asked. */
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Trouble from "@turnout/testing/Trouble"
import { reading } from "./clock.ts"
import { draw, pick } from "./draw.ts"
import * as Speech from "./speech.ts"

export interface Orders {
  readonly seed: number
  /** Of requests that meet trouble; refused connections are the transport's. */
  readonly share: number
  readonly epoch: number
  readonly factor: number
}

/** What stands when the parent asks. */
export interface Report {
  readonly requests: number
  readonly open: number
  /** How often each kind was met. */
  readonly kinds: { readonly [kind: string]: number }
  /** The most requests that one call led to. */
  readonly most: number
}

const orders = JSON.parse(process.argv[2] ?? "{}") as Orders
const names = Object.keys(Trouble.kinds) as ReadonlyArray<Trouble.Kind>
const kinds: { [kind: string]: number } = {}
const calls = new Map<number, number>()
let requests = 0

const server = await ScriptedHttp.start(({ body, path }, index) => {
  requests++
  const call = Speech.callOf(body)
  calls.set(call, (calls.get(call) ?? 0) + 1)
  const about = `${index}`
  const kind =
    draw(orders.seed, about, "trouble") < orders.share
      ? pick(names, draw(orders.seed, about, "kind"))
      : undefined
  kinds[kind ?? "none"] = (kinds[kind ?? "none"] ?? 0) + 1
  const trouble = kind === undefined ? Trouble.none : Trouble.kinds[kind]
  return trouble(Speech.of(path, body), {
    draw: (question) => draw(orders.seed, about, question),
    now: reading(orders.epoch, orders.factor),
    pause_ms: 2
  })
})

process.on("message", () => {
  let most = 0
  for (const count of calls.values()) most = Math.max(most, count)
  process.send?.({ requests, open: server.open(), kinds, most } satisfies Report)
})
process.on("disconnect", () => process.exit(0))
process.send?.({ url: server.url })
