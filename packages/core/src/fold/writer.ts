import type { CompletionLogprobs, TokenLogprob } from "../ChatCompletion.ts"
import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from "../ChatCompletionChunk.ts"
import type { Answer, Call, Choice } from "./answer.ts"
import { append, headOf } from "./answer.ts"
import { added } from "./completion.ts"

type Mutable<A> = { -readonly [key in keyof A]: A[key] }

/** Which text of a delta grows when more of the same kind follows in the same network read. */
export type Channel = "content" | "refusal" | "reasoning_content"

/** Makes the chunks of each network read; the last one stays open for text of the same choice and kind. */
export interface Writer {
  readonly answer: Answer
  readonly chunks: Array<ChatCompletionChunk>
  choice: Choice | undefined
  channel: Channel | Call | undefined
  said: Mutable<ChunkChoice> | undefined
}

export const make = (answer: Answer): Writer => ({
  answer,
  chunks: [],
  choice: undefined,
  channel: undefined,
  said: undefined
})

/** The chunks of this read, in an array of their number: the writer keeps the room of its own for the next. */
export const taken = (writer: Writer): Array<ChatCompletionChunk> => {
  const { chunks } = writer
  writer.choice = writer.channel = writer.said = undefined
  return chunks.length === 1 ? [chunks.pop()!] : chunks.splice(0)
}

/** A chunk around the choices, keys in OpenAI's order. */
export const chunkOf = (answer: Answer, choices: Array<ChunkChoice>): Mutable<ChatCompletionChunk> => {
  const { id, created, model, service_tier, system_fingerprint } = headOf(answer)
  const object = "chat.completion.chunk"
  // Each of them in one piece: a field that is added later lies in an array beside the object.
  if (service_tier === undefined) {
    return system_fingerprint === undefined
      ? { id, object, created, model, choices }
      : { id, object, created, model, system_fingerprint, choices }
  }
  return system_fingerprint === undefined
    ? { id, object, created, model, service_tier, choices }
    : { id, object, created, model, service_tier, system_fingerprint, choices }
}

/** The delta of a new chunk of the choice: its first one bears the role. */
const push = (writer: Writer, choice: Choice, given: Mutable<ChunkDelta> = {}): Mutable<ChunkDelta> => {
  const delta: Mutable<ChunkDelta> = choice.opened ? given : { role: "assistant", content: null, ...given }
  choice.opened = true
  const said: ChunkChoice = { index: choice.index, delta, finish_reason: null }
  writer.chunks.push(chunkOf(writer.answer, [said]))
  writer.choice = choice
  writer.channel = undefined
  writer.said = said
  return delta
}

export const text = (writer: Writer, choice: Choice, channel: Channel, more: string): void => {
  if (writer.choice === choice && writer.channel === channel) {
    const delta = writer.said!.delta as Mutable<ChunkDelta>
    delta[channel] = (delta[channel] as string) + more
    return
  }
  if (channel === "content") push(writer, choice, { content: more })
  else push(writer, choice)[channel] = more
  writer.channel = channel
}

export const toolStart = (writer: Writer, choice: Choice, call: Call): void => {
  const { position: index, id, name, signature } = call
  const sealed = signature === undefined ? undefined : { signature }
  push(writer, choice).tool_calls = [
    call.custom
      ? { index, id, type: "custom", custom: { name, input: "" }, ...sealed }
      : { index, id, type: "function", function: { name, arguments: "" }, ...sealed }
  ]
}

export const toolArguments = (writer: Writer, choice: Choice, call: Call, more: string): void => {
  if (writer.choice === choice && writer.channel === call) {
    const open = writer.said!.delta.tool_calls![0]!
    if (call.custom) (open.custom as Mutable<{ input: string }>).input += more
    else (open.function as Mutable<{ arguments: string }>).arguments += more
    return
  }
  const index = call.position
  push(writer, choice).tool_calls = [
    call.custom ? { index, custom: { input: more } } : { index, function: { arguments: more } }
  ]
  writer.channel = call
}

/** On the open chunk of the choice, beside the text that they are about, else on one of their own. */
export const logprobs = (
  writer: Writer,
  choice: Choice,
  content: ReadonlyArray<TokenLogprob> | undefined,
  refusal: ReadonlyArray<TokenLogprob> | undefined
): void => {
  if (writer.choice !== choice) push(writer, choice)
  const said = writer.said!
  const open: Mutable<CompletionLogprobs> = (said.logprobs ??= { content: null, refusal: null })
  if (content !== undefined) open.content = append(open.content ?? undefined, content)
  if (refusal !== undefined) open.refusal = append(open.refusal ?? undefined, refusal)
}

/** What a choice says once and whole, then why it ended. */
export const finish = (writer: Writer, choice: Choice): void => {
  const { answer } = writer
  const { annotations, calls, details, fields, messageFields } = choice
  const additions = calls?.filter((call) => call.fields !== undefined) ?? []
  if (
    details !== undefined ||
    annotations !== undefined ||
    messageFields !== undefined ||
    additions.length > 0
  ) {
    const delta = push(writer, choice)
    // Clients that add deltas up overwrite arrays, so these come in one piece.
    if (details !== undefined) delta.reasoning_details = details
    if (annotations !== undefined) delta.annotations = annotations
    Object.assign(delta, added(messageFields, answer))
    if (additions.length > 0) {
      delta.tool_calls = additions.map((call) => ({ index: call.position, ...added(call.fields, answer) }))
    }
  }
  push(writer, choice)
  const said = writer.said!
  said.finish_reason = choice.finish!
  if (choice.native !== undefined) said.native_finish_reason = choice.native
  Object.assign(said, added(fields, answer))
  writer.choice = undefined
}
