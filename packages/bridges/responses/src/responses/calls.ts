import type { ToldCall } from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import * as Items from "./items.ts"
import type { Writer } from "./writer.ts"

/** Writes the calls of an answer. Any number is open: vendors mix the arguments of calls that are made side by side. */
export class Calls {
  private readonly writer: Writer
  private readonly open = new Map<number, Items.OpenCall>()

  constructor(writer: Writer) {
    this.writer = writer
  }

  has(number: number): boolean {
    return this.open.has(number)
  }

  begin(number: number, { custom, id: call_id, name }: ToldCall): void {
    const { writer } = this
    const index = writer.items.length
    const made = custom
      ? Items.customCall(writer.id("ctc"), index, call_id, name)
      : Items.functionCall(writer.id("fc"), index, call_id, name)
    this.open.set(number, writer.add(made))
  }

  argue(number: number, delta: string): void {
    const call = this.open.get(number)
    if (call !== undefined) this.delta(call, delta)
  }

  /** A vendor's own fields of a call. */
  provided(number: number, provider: string, fields: JsonObject): void {
    const item = this.open.get(number)?.item
    if (item === undefined) return
    item.provider_fields = { [provider]: { ...item.provider_fields?.[provider], ...fields } }
  }

  /** All of them end, in their order. */
  close(status: "completed" | "incomplete"): void {
    for (const call of this.open.values()) this.end(call, status)
    this.open.clear()
  }

  private delta({ index, item }: Items.OpenCall, delta: string): void {
    const isFunction = item.type === "function_call"
    if (isFunction) item.arguments += delta
    else item.input += delta
    this.writer.push({
      type: isFunction ? "response.function_call_arguments.delta" : "response.custom_tool_call_input.delta",
      item_id: item.id,
      output_index: index,
      delta,
      sequence_number: this.writer.next()
    })
  }

  private end(call: Items.OpenCall, status: "completed" | "incomplete"): void {
    const { writer } = this
    const { index, item } = call
    const at = { item_id: item.id, output_index: index }
    if (item.type === "function_call") {
      // A client parses them: none at all are an object without keys.
      if (item.arguments === "" && status === "completed") this.delta(call, "{}")
      const done = { arguments: item.arguments, sequence_number: writer.next() }
      writer.push({ type: "response.function_call_arguments.done", ...at, ...done })
    } else {
      const done = { input: item.input, sequence_number: writer.next() }
      writer.push({ type: "response.custom_tool_call_input.done", ...at, ...done })
    }
    Items.close(item, status)
    writer.done(index, item)
  }
}
