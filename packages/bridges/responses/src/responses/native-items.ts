/** Items of a vendor's own answer as they are handed on: as they came, under ids that hold. */
import type { ReasoningOrigin } from "@turnout/core/Message"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import type { OutputItem } from "../Response.ts"
import * as Ids from "./ids.ts"
import { isObject } from "./translation.ts"

/** One item of an answer. */
interface Known {
  readonly id: string
  /** The vendor's first id. */
  readonly given: unknown
  /** Its call, as the events number it. */
  call: number | undefined
  origin: ReasoningOrigin | undefined
  /** It was taken out: a call that nobody asked for. */
  hidden: boolean
  done: OutputItem | undefined
}

const prefixes: { readonly [type: string]: Parameters<typeof Ids.itemId>[0] } = {
  message: "msg",
  reasoning: "rs",
  function_call: "fc",
  custom_tool_call: "ctc"
}

const isCall = (item: JsonObject): boolean =>
  item["type"] === "function_call" || item["type"] === "custom_tool_call"

export class NativeItems {
  private readonly items = new Map<number, Known>()
  private readonly taken = new Set<string>()

  get(index: number): Known | undefined {
    return this.items.get(index)
  }

  /** The item at a place; its id is the first that it had. */
  at(index: number, item: JsonObject, stem: string): Known {
    const found = this.items.get(index)
    if (found !== undefined) return found
    const given = item["id"]
    const isOwn = typeof given === "string" && given !== "" && !this.taken.has(given)
    const prefix = prefixes[String(item["type"])] ?? "item"
    const id = isOwn ? given : Ids.itemId(prefix, stem, index)
    this.taken.add(id)
    const known: Known = { id, given, call: undefined, origin: undefined, hidden: false, done: undefined }
    this.items.set(index, known)
    return known
  }

  /** What the events that were read from a frame say of its item. */
  learn(known: Known, read: ReadonlyArray<Event>, fold: Fold.Fold): void {
    for (const event of read) {
      if (event.type === "tool_start") {
        known.call = event.call
        known.hidden = fold.call(event.choice, event.call) === undefined
      } else if (event.type === "reasoning_opaque" || event.type === "reasoning") {
        const { block } = event
        known.origin ??= Fold.details(fold, event.choice).find(({ index }) => index === block)?.origin
      }
    }
  }

  /** The item as its reader has it. Names and ids of calls are those that the router tells. */
  told(known: Known, item: JsonObject, fold: Fold.Fold): OutputItem {
    const { call, id, origin } = known
    const told = call === undefined || !isCall(item) ? undefined : fold.call(0, call)
    return {
      ...item,
      id,
      ...(told === undefined ? {} : { call_id: told.id, name: told.name }),
      ...(origin === undefined || item["type"] !== "reasoning" ? {} : { origin })
    } as unknown as OutputItem
  }

  /** Items that ended, in their order. */
  done(): Array<OutputItem> {
    return [...this.items]
      .filter(([, { done, hidden }]) => done !== undefined && !hidden)
      .sort(([one], [other]) => one - other)
      .map(([, { done }]) => done!)
  }

  /** The output of the response that ends an answer: of every item the vendor's last word, else those that were told. */
  output(given: unknown, stem: string, fold: Fold.Fold): Array<OutputItem> {
    const list = Array.isArray(given) ? (given as ReadonlyArray<unknown>).filter(isObject) : []
    if (list.length === 0) return this.done()
    const indexes = [...this.items.keys()].sort((one, other) => one - other)
    const isSame = list.length === indexes.length
    const output: Array<OutputItem> = []
    for (const [position, item] of list.entries()) {
      const byId = indexes.find((index) => {
        const known = this.items.get(index)!
        return known.given === item["id"] || known.id === item["id"]
      })
      const index = byId ?? (isSame ? indexes[position] : undefined)
      // What was never told begins behind the others.
      const known = this.at(index ?? Math.max(-1, ...this.items.keys()) + 1, item, stem)
      if (!known.hidden) output.push(this.told(known, item, fold))
    }
    return output
  }
}
