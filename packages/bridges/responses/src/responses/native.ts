/** Hands the events of an endpoint on that speaks Responses. */
import type { Event, Native as Frame } from "@turnout/core/Event"
import type { Fold } from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Response } from "../Response.ts"
import type { ResponseEvent } from "../ResponseEvent.ts"
import * as Echo from "./echo.ts"
import * as Failed from "./failed.ts"
import * as Ids from "./ids.ts"
import { isKnown, isLast } from "./known-events.ts"
import { NativeItems } from "./native-items.ts"
import type { Told } from "./translated.ts"
import { isObject } from "./translation.ts"
import { toUsage } from "./usage.ts"

const parsed = (text: string): JsonObject | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

/** A vendor's response: what it says beside what its client requires, under the id that holds. */
export const response = (
  given: JsonObject,
  echo: Echo.Echo,
  head: Echo.Head,
  output: Response["output"],
  fold: Fold
): Response => {
  const usage = fold.usage()
  const made = Echo.response(echo, head, {
    status: "completed",
    model: fold.model(),
    output,
    usage: usage === undefined ? undefined : toUsage(usage)
  })
  const { output_text: _, ...said } = given
  return { ...made, ...said, id: head.id, output } as Response
}

export class Native implements Told {
  private readonly echo: Echo.Echo
  private readonly isAll: boolean
  private readonly items = new NativeItems()
  private sequence = 0
  private head: Echo.Head | undefined = undefined
  private stem = ""
  private fold: Fold | undefined = undefined
  /** The item that was told of last, for events that name none. */
  private newest = 0
  private last_: JsonObject | undefined = undefined

  constructor(echo: Echo.Echo, isAll: boolean) {
    this.echo = echo
    this.isAll = isAll
  }

  each(events: ReadonlyArray<Event>, fold: Fold): ReadonlyArray<ResponseEvent> {
    this.fold = fold
    const told: Array<ResponseEvent> = []
    for (let at = 0; at < events.length; at++) {
      const event = events[at]!
      if (event.type !== "native" || event.whole === true) continue
      let end = at + 1
      while (end < events.length && events[end]!.type !== "native") end++
      this.frame(event, events.slice(at + 1, end), fold, told)
    }
    return told
  }

  last(metadata: RoutingMetadata, fold: Fold): ReadonlyArray<ResponseEvent> {
    const told: Array<ResponseEvent> = []
    const head = this.begun(fold, undefined, told)
    const frame = this.last_ ?? { type: "response.completed" }
    const given = isObject(frame["response"]) ? frame["response"] : {}
    const output = this.items.output(given["output"], this.stem, fold)
    const made = response(given, this.echo, head, output, fold)
    const ended = { ...made, output_text: Echo.textOf(output), routing_metadata: metadata }
    told.push({ ...frame, response: ended, sequence_number: this.sequence++ } as unknown as ResponseEvent)
    return told
  }

  broken(error: RouterError): ReadonlyArray<ResponseEvent> {
    const { fold, head } = this
    if (fold === undefined || head === undefined) return []
    const usage = fold.usage()
    const failed = Echo.response(this.echo, head, {
      status: "failed",
      model: fold.model(),
      output: this.items.done(),
      error: Failed.errorOf(error),
      usage: usage === undefined ? undefined : toUsage(usage)
    })
    return Failed.events(error, failed, this.sequence)
  }

  /** Which response it is; tells that it began where the vendor did not. */
  private begun(fold: Fold, given: JsonObject | undefined, told: Array<ResponseEvent>): Echo.Head {
    if (this.head !== undefined) return this.head
    const { created, id } = fold.head()
    const own = given?.["id"]
    const head = { id: typeof own === "string" && own !== "" ? own : Ids.responseId(id), created_at: created }
    this.head = head
    this.stem = Ids.stem(head.id)
    if (given === undefined) {
      const made = Echo.response(this.echo, head, { status: "in_progress", model: fold.model(), output: [] })
      told.push({ type: "response.created", response: made, sequence_number: this.sequence++ })
    }
    return head
  }

  private frame(frame: Frame, read: ReadonlyArray<Event>, fold: Fold, told: Array<ResponseEvent>): void {
    const json = parsed(frame.text)
    if (json === undefined) return
    const type = typeof json["type"] === "string" ? json["type"] : frame.event
    if (type === undefined || type === "error") return
    if (isLast(type)) {
      this.last_ = { ...json, type }
      return
    }
    if (!isKnown(type) && !this.isAll) return
    const given = json["response"]
    const head = this.begun(fold, type === "response.created" && isObject(given) ? given : undefined, told)
    const made: { [key: string]: unknown } = { ...json, type }
    if (isObject(given)) {
      const { output_text: _, ...said } = given
      const base = Echo.response(this.echo, head, { status: "in_progress", model: fold.model(), output: [] })
      made["response"] = { ...base, ...said, id: head.id }
    }
    if (json["item"] !== undefined || json["item_id"] !== undefined || json["output_index"] !== undefined) {
      if (!this.ofItem(type, json, made, read, fold)) return
    }
    made["sequence_number"] = this.sequence++
    told.push(made as unknown as ResponseEvent)
  }

  /** False: the item is not told. */
  private ofItem(
    type: string,
    json: JsonObject,
    made: { [key: string]: unknown },
    read: ReadonlyArray<Event>,
    fold: Fold
  ): boolean {
    const given = json["output_index"]
    const index = typeof given === "number" && Number.isSafeInteger(given) && given >= 0 ? given : this.newest
    this.newest = index
    made["output_index"] = index
    const item = isObject(json["item"]) ? json["item"] : undefined
    const known = item === undefined ? this.items.get(index) : this.items.at(index, item, this.stem)
    if (known === undefined) return true
    if (read.length > 0) this.items.learn(known, read, fold)
    if (item !== undefined) {
      const told = this.items.told(known, item, fold)
      made["item"] = told
      if (type === "response.output_item.done") known.done = told
    }
    if (json["item_id"] !== undefined) made["item_id"] = known.id
    return !known.hidden
  }
}
