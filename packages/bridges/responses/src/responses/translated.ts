/** Tells a translated answer as OpenAI's events: a state machine over the events of any vendor. */
import type { Event, FinishReason, ProviderFields, ToolStart } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { OutputItem, Response, ResponseStatus } from "../Response.ts"
import type { ResponseEvent } from "../ResponseEvent.ts"
import { Calls } from "./calls.ts"
import * as Echo from "./echo.ts"
import * as Failed from "./failed.ts"
import * as Ids from "./ids.ts"
import * as Items from "./items.ts"
import { Messages } from "./messages.ts"
import { Thoughts } from "./thoughts.ts"
import { toUsage } from "./usage.ts"
import { Writer } from "./writer.ts"

/** How an answer is told, whichever way it came. */
export interface Told {
  readonly each: (events: ReadonlyArray<Event>, fold: Fold.Fold) => ReadonlyArray<ResponseEvent>
  readonly last: (metadata: RoutingMetadata, fold: Fold.Fold) => ReadonlyArray<ResponseEvent>
  /** The end of an answer that broke after it had begun. */
  readonly broken: (error: RouterError) => ReadonlyArray<ResponseEvent>
}

export class Translated implements Told {
  private readonly echo: Echo.Echo
  private readonly writer = new Writer()
  private readonly messages = new Messages(this.writer)
  private readonly thoughts = new Thoughts(this.writer)
  private readonly calls = new Calls(this.writer)
  private fold: Fold.Fold | undefined = undefined
  private head: Echo.Head = { id: "", created_at: 0 }
  private reason: FinishReason | undefined = undefined
  /** A vendor's own fields that have no item to stand on. */
  private fields: { readonly [vendor: string]: JsonObject } | undefined = undefined

  constructor(echo: Echo.Echo) {
    this.echo = echo
  }

  each(events: ReadonlyArray<Event>, fold: Fold.Fold): ReadonlyArray<ResponseEvent> {
    // The envelope may come in parts; what is told of it holds from the first event behind it.
    if (this.fold === undefined && events.every(({ type }) => type === "start")) return none
    this.begin(fold)
    for (const event of events) this.take(event, fold)
    return this.writer.told()
  }

  last(metadata: RoutingMetadata, fold: Fold.Fold): ReadonlyArray<ResponseEvent> {
    const { writer } = this
    this.begin(fold)
    this.finish(fold)
    const response: Response = { ...this.response(this.status(), fold), routing_metadata: metadata }
    const type = response.status === "incomplete" ? "response.incomplete" : "response.completed"
    writer.push({ type, response, sequence_number: writer.next() })
    return writer.told()
  }

  broken(error: RouterError): ReadonlyArray<ResponseEvent> {
    const { fold, writer } = this
    if (fold === undefined) return none
    for (const item of writer.items) Items.cut(item)
    const failed = { ...this.response("failed", fold), error: Failed.errorOf(error) }
    return Failed.events(error, failed, writer.sequence)
  }

  private take(event: Event, fold: Fold.Fold): void {
    // Responses has one choice, and nothing is said behind its end.
    if ("choice" in event && (event.choice !== 0 || this.reason !== undefined)) return
    switch (event.type) {
      case "text":
        if (event.text === "") return
        if (this.thoughts.isOpen()) this.thoughts.close(fold)
        return this.messages.text(event.text)
      case "refusal":
        if (event.text === "") return
        this.thoughts.close(fold)
        return this.messages.refusal(event.text)
      case "reasoning":
        if (event.text === "") return
        this.messages.close("completed")
        return this.thoughts.think(event)
      case "reasoning_opaque":
        this.messages.close("completed")
        return this.thoughts.seal(event)
      case "tool_start":
        return this.call(event, fold)
      case "tool_arguments":
        return event.text === "" ? undefined : this.calls.argue(event.call, event.text)
      case "logprobs":
        return this.messages.logprobs(event)
      case "annotation":
        this.thoughts.close(fold)
        return this.messages.annotation(event)
      case "provider_fields":
        return this.provided(event, fold)
      case "item":
        return this.own(event.item, fold)
      case "finish":
        this.reason = event.reason
        return this.finish(fold)
      default:
    }
  }

  private begin(fold: Fold.Fold): void {
    if (this.fold !== undefined) return
    this.fold = fold
    const { writer } = this
    const { created, id } = fold.head()
    this.head = { id: Ids.responseId(id), created_at: created }
    writer.stem = Ids.stem(id)
    const response = this.response("in_progress", fold)
    writer.push({ type: "response.created", response, sequence_number: writer.next() })
    writer.push({ type: "response.in_progress", response, sequence_number: writer.next() })
  }

  private response(status: ResponseStatus, fold: Fold.Fold): Response {
    const usage = status === "in_progress" ? undefined : fold.usage()
    const reason = this.reason === "content_filter" ? "content_filter" : "max_output_tokens"
    const made = Echo.response(this.echo, this.head, {
      status,
      model: fold.model(),
      output: this.writer.items.map(Items.snapshot),
      tier: fold.servedTier(),
      usage: usage === undefined ? undefined : toUsage(usage),
      ...(status === "incomplete" ? { incomplete: { reason } } : {})
    })
    return this.fields === undefined ? made : ({ ...made, provider_fields: this.fields } as Response)
  }

  /** A filter's verdict that was put into words is an answer. */
  private status(): "completed" | "incomplete" {
    const { reason } = this
    const isCut = reason === "length" || (reason === "content_filter" && !this.messages.refused)
    return isCut ? "incomplete" : "completed"
  }

  private provided({ call, fields, on }: ProviderFields, fold: Fold.Fold): void {
    const { provider } = Fold.origin(fold)
    if (call !== undefined) return this.calls.provided(call, provider, fields)
    if (on === undefined && this.messages.provided(provider, fields)) return
    this.fields = { [provider]: { ...this.fields?.[provider], ...fields } }
  }

  private call({ call, signature }: ToolStart, fold: Fold.Fold): void {
    const told = fold.call(0, call)
    if (told === undefined || this.calls.has(call)) return
    this.messages.close("completed")
    if (signature !== undefined) this.thoughts.sign(told.id, signature)
    this.thoughts.close(fold)
    this.calls.begin(call, told)
  }

  /** An item that only this API has, as its vendor told it. */
  private own(given: Json, fold: Fold.Fold): void {
    const item = given as JsonObject
    if (typeof item["type"] !== "string" || translated.has(item["type"]) || foreign.test(item["type"])) return
    this.thoughts.close(fold)
    this.messages.close("completed")
    const id = typeof item["id"] === "string" && item["id"] !== "" ? item["id"] : this.writer.id("item")
    const told = { ...item, id } as unknown as OutputItem
    this.writer.done(this.writer.added(told), told)
  }

  /** Everything that is open ends, in its order. */
  private finish(fold: Fold.Fold): void {
    const status = this.status()
    this.thoughts.close(fold)
    this.calls.close(status)
    this.messages.close(status)
  }
}

const none: ReadonlyArray<never> = []

/** Blocks of the Messages API, which are no items of this one. */
const foreign = /^(?:(?:server|mcp)_tool_use|\w+_tool_result|container_upload)$/

/** Items that the events tell. */
const translated: ReadonlySet<unknown> = new Set([
  "message",
  "reasoning",
  "function_call",
  "custom_tool_call"
])
