import type {
  CompletionMessage,
  CompletionToolCall,
  CompletionUsage,
  PartialCompletion
} from "../ChatCompletion.ts"
import type { JsonObject } from "../Json.ts"
import type { ProviderFields } from "../Message.ts"
import type { RoutingMetadata } from "../RoutingMetadata.ts"
import type { Answer, Call, Choice } from "./answer.ts"
import { headOf } from "./answer.ts"
import { details } from "./reasoning.ts"
import { settledUsage } from "./settle.ts"
import { toCompletionUsage } from "./usage.ts"

const toolCall = (call: Call, answer: Answer): CompletionToolCall => {
  const sealed = {
    ...(call.signature === undefined ? undefined : { signature: call.signature }),
    ...added(call.fields, answer)
  }
  return call.custom
    ? { id: call.id, type: "custom", custom: { name: call.name, input: call.arguments }, ...sealed }
    : { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments }, ...sealed }
}

/** A vendor's additions, under the name of its catalog. */
export const added = (
  fields: JsonObject | undefined,
  answer: Answer
): { readonly provider_fields: ProviderFields } | undefined =>
  fields === undefined ? undefined : { provider_fields: { [answer.envelope.origin.provider]: fields } }

const message = (choice: Choice, answer: Answer): CompletionMessage => {
  const parts =
    choice.finish !== undefined || choice.blocks === undefined
      ? choice.details
      : details(choice.blocks, answer.envelope.origin)
  const told: { -readonly [field in keyof CompletionMessage]: CompletionMessage[field] } = {
    role: "assistant",
    content: choice.content,
    refusal: choice.refusal
  }
  if (choice.annotations !== undefined) told.annotations = choice.annotations
  if (choice.reasoning !== "") told.reasoning_content = choice.reasoning
  if (parts !== undefined) told.reasoning_details = parts
  if (choice.calls !== undefined) told.tool_calls = choice.calls.map((call) => toolCall(call, answer))
  return choice.messageFields === undefined ? told : { ...told, ...added(choice.messageFields, answer) }
}

const toChoice = (choice: Choice, answer: Answer): PartialCompletion["choices"][number] => {
  const hasLogprobs = choice.logprobs !== undefined || choice.refusalLogprobs !== undefined
  type Told = PartialCompletion["choices"][number]
  const told: { -readonly [field in keyof Told]: Told[field] } = {
    index: choice.index,
    message: message(choice, answer),
    logprobs: hasLogprobs
      ? { content: choice.logprobs ?? null, refusal: choice.refusalLogprobs ?? null }
      : null,
    finish_reason: choice.finish ?? null
  }
  if (choice.native !== undefined) told.native_finish_reason = choice.native
  return choice.fields === undefined ? told : { ...told, ...added(choice.fields, answer) }
}

/** The cost of the usage is the cost of the call: the same figure in both places. */
export const usageOf = (answer: Answer, metadata: RoutingMetadata): CompletionUsage | undefined => {
  const usage = settledUsage(answer)
  return usage === undefined ? undefined : toCompletionUsage(usage, metadata.cost?.usd)
}

/** In the order in which OpenAI writes them. */
type Told = Omit<PartialCompletion, "routing_metadata">
type Writing = { -readonly [field in keyof Told]: Told[field] }

export const toCompletion = (answer: Answer, metadata: RoutingMetadata): PartialCompletion => {
  const head = headOf(answer)
  const usage = usageOf(answer, metadata)
  const [first] = answer.choices
  const completion: Writing = {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices:
      first !== undefined && answer.choices.length === 1
        ? [toChoice(first, answer)]
        : answer.choices
            .slice()
            .sort((left, right) => left.index - right.index)
            .map((choice) => toChoice(choice, answer))
  }
  if (usage !== undefined) completion.usage = usage
  if (head.service_tier !== undefined) completion.service_tier = head.service_tier
  if (head.system_fingerprint !== undefined) completion.system_fingerprint = head.system_fingerprint
  return Object.assign(completion, { routing_metadata: metadata })
}
