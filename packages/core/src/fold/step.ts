import type { CompletionAnnotation, TokenLogprob } from "../ChatCompletion.ts"
import type { Event, Finish, ToolArguments, ToolStart } from "../Event.ts"
import type { Answer, Call, Choice } from "./answer.ts"
import { append, begin, choiceOf, headOf } from "./answer.ts"
import { callId } from "./ids.ts"
import * as Reasoning from "./reasoning.ts"
import { reported } from "./report.ts"
import type { Writer } from "./writer.ts"
import * as Write from "./writer.ts"

/** Takes one event in; with a writer, says it too. */
export const step = (answer: Answer, event: Event, writer: Writer | undefined): void => {
  if (event.type === "start") return begin(answer, event)
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
      Reasoning.read((choice.blocks ??= []), event)
      choice.reasoning += event.text
      answer.written += event.text.length
      answer.content = true
      if (writer !== undefined) Write.text(writer, choice, "reasoning_content", event.text)
      return
    }
    case "reasoning_opaque":
      Reasoning.keep((choiceOf(answer, event.choice).blocks ??= []), event)
      answer.content = true
      return
    case "tool_start":
      return toolStart(answer, event, writer)
    case "tool_arguments":
      return toolArguments(answer, event, writer)
    case "logprobs": {
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
      ;(choice.annotations ??= []).push(event.annotation as unknown as CompletionAnnotation)
      return
    }
    case "finish":
      return finish(answer, event, writer)
    case "usage":
      answer.report = reported(answer.report, event)
      return
    case "end":
      answer.ended = true
      return
    case "item":
  }
}

const callOf = (choice: Choice, number: number): Call | undefined => {
  const { calls } = choice
  if (calls === undefined) return undefined
  for (let at = calls.length - 1; at >= 0; at--) if (calls[at]!.number === number) return calls[at]
  return undefined
}

const toolStart = (answer: Answer, event: ToolStart, writer: Writer | undefined): void => {
  const { envelope, callIds } = answer
  if (envelope.stripToolCalls === true) {
    answer.stripped = true
    return
  }
  const choice = choiceOf(answer, event.choice)
  if (callOf(choice, event.call) !== undefined) return
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
    arguments: ""
  }
  calls.push(call)
  answer.content = true
  if (writer !== undefined) Write.toolStart(writer, choice, call)
}

const toolArguments = (answer: Answer, event: ToolArguments, writer: Writer | undefined): void => {
  if (event.text === "") return
  const choice = choiceOf(answer, event.choice)
  const call = callOf(choice, event.call)
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
