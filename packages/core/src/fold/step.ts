import type { CompletionAnnotation, TokenLogprob } from "../ChatCompletion.ts"
import type { Event, Finish, ProviderFields, ToolArguments, ToolStart } from "../Event.ts"
import { isBounded, type Json } from "../Json.ts"
import type { Answer, Call } from "./answer.ts"
import { append, begin, choiceOf, headOf } from "./answer.ts"
import { callId } from "./ids.ts"
import * as Reasoning from "./reasoning.ts"
import { reported } from "./report.ts"
import type { Writer } from "./writer.ts"
import * as Write from "./writer.ts"

/** Takes one event in; with a writer, says it too. */
export const step = (answer: Answer, event: Event, writer: Writer | undefined): void => {
  if (event.type === "start") return begin(answer, event)
  // It stands ahead of the envelope that is read from it.
  if (event.type === "native") return
  if (answer.head === undefined) headOf(answer)
  switch (event.type) {
    case "text": {
      if (event.text === "") return
      const choice = choiceOf(answer, event.choice)
      choice.content = choice.content === null ? event.text : choice.content + event.text
      answer.written += event.text.length
      answer.content = true
      if (writer !== undefined) Write.text(writer, choice, "content", event.text)
      return
    }
    case "refusal": {
      if (event.text === "") return
      const choice = choiceOf(answer, event.choice)
      choice.refusal = choice.refusal === null ? event.text : choice.refusal + event.text
      answer.written += event.text.length
      answer.content = true
      if (writer !== undefined) Write.text(writer, choice, "refusal", event.text)
      return
    }
    case "reasoning": {
      if (event.text === "") return
      const choice = choiceOf(answer, event.choice)
      Reasoning.read((choice.blocks ??= new Map()), event)
      choice.reasoning += event.text
      answer.written += event.text.length
      answer.content = true
      if (writer !== undefined) Write.text(writer, choice, "reasoning_content", event.text)
      return
    }
    case "reasoning_opaque":
      Reasoning.keep((choiceOf(answer, event.choice).blocks ??= new Map()), event)
      answer.content = true
      return
    case "tool_start":
      return toolStart(answer, event, writer)
    case "tool_arguments":
      return toolArguments(answer, event, writer)
    case "logprobs": {
      if (!isBounded(event)) {
        leave(answer, "logprobs")
        return
      }
      const choice = choiceOf(answer, event.choice)
      const content = event.content as unknown as ReadonlyArray<TokenLogprob> | undefined
      const refusal = event.refusal as unknown as ReadonlyArray<TokenLogprob> | undefined
      if (content !== undefined) choice.logprobs = append(choice.logprobs, content)
      if (refusal !== undefined) choice.refusalLogprobs = append(choice.refusalLogprobs, refusal)
      if (writer !== undefined) Write.logprobs(writer, choice, content, refusal)
      return
    }
    case "annotation": {
      const choice = choiceOf(answer, event.choice)
      if (choice.finish !== undefined) return
      if (!isBounded(event.annotation)) {
        leave(answer, "annotations")
        return
      }
      ;(choice.annotations ??= []).push(event.annotation as unknown as CompletionAnnotation)
      return
    }
    case "provider_fields":
      return providerFields(answer, event)
    case "finish":
      return finish(answer, event, writer)
    case "usage":
      answer.report = reported(answer.report, event)
      return
    case "end":
      answer.ended = true
      return
    case "embeddings":
      answer.content = true
      return
    case "item":
  }
}

/** Maximum number of names. */
const mostLeft = 20

const leave = (answer: Answer, field: string): void => {
  answer.left ??= new Set()
  if (answer.left.size < mostLeft) answer.left.add(field.slice(0, 100))
}

/** What of a vendor's additions can be handed on; the rest is left out by its name. */
const providerFields = (answer: Answer, event: ProviderFields): void => {
  const kept: Array<readonly [string, Json]> = []
  for (const [key, value] of Object.entries(event.fields)) {
    if (isBounded(value)) kept.push([key, value])
    else leave(answer, `provider_fields.${key}`)
  }
  const choice = choiceOf(answer, event.choice)
  if (kept.length === 0 || choice.finish !== undefined) return
  const fields = Object.fromEntries(kept)
  if (event.on === "choice") choice.fields = { ...choice.fields, ...fields }
  else if (event.call === undefined) choice.messageFields = { ...choice.messageFields, ...fields }
  else {
    const call = choice.byNumber?.get(event.call)
    if (call !== undefined) call.fields = { ...call.fields, ...fields }
  }
}

const toolStart = (answer: Answer, event: ToolStart, writer: Writer | undefined): void => {
  const { envelope } = answer
  const callIds = (answer.callIds ??= new Set())
  if (envelope.stripToolCalls === true) {
    answer.stripped = true
    return
  }
  const choice = choiceOf(answer, event.choice)
  if (choice.byNumber?.has(event.call) === true) return
  const calls = (choice.calls ??= [])
  const id = callId(
    event.id,
    (name) => callIds.has(name) || envelope.historyCallIds.has(name),
    headOf(answer).id,
    choice.index,
    calls.length
  )
  callIds.add(id)
  const call: Call = {
    position: calls.length,
    number: event.call,
    id,
    name: event.name,
    custom: event.kind === "custom",
    signature: event.signature,
    arguments: "",
    fields: undefined
  }
  calls.push(call)
  ;(choice.byNumber ??= new Map()).set(event.call, call)
  answer.content = true
  if (writer !== undefined) Write.toolStart(writer, choice, call)
}

const toolArguments = (answer: Answer, event: ToolArguments, writer: Writer | undefined): void => {
  if (event.text === "") return
  const choice = choiceOf(answer, event.choice)
  const call = choice.byNumber?.get(event.call)
  if (call === undefined) return
  call.arguments += event.text
  answer.written += event.text.length
  if (writer !== undefined) Write.toolArguments(writer, choice, call, event.text)
}

/** The first reason of a choice stands. */
const finish = (answer: Answer, event: Finish, writer: Writer | undefined): void => {
  const choice = choiceOf(answer, event.choice)
  if (choice.finish !== undefined) return
  const stripped = answer.envelope.stripToolCalls === true && event.reason === "tool_calls"
  choice.finish = stripped ? "stop" : event.reason
  choice.native = event.native
  if (choice.blocks !== undefined) {
    choice.details = Reasoning.details(choice.blocks, answer.envelope.origin)
  }
  if (writer !== undefined) Write.finish(writer, choice)
}
