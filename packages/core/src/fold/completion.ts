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
  return {
    role: "assistant",
    content: choice.content,
    refusal: choice.refusal,
    ...(choice.annotations === undefined ? undefined : { annotations: choice.annotations }),
    ...(choice.reasoning === "" ? undefined : { reasoning_content: choice.reasoning }),
    ...(parts === undefined ? undefined : { reasoning_details: parts }),
    ...(choice.calls === undefined
      ? undefined
      : { tool_calls: choice.calls.map((call) => toolCall(call, answer)) }),
    ...added(choice.messageFields, answer)
  }
}

const toChoice = (choice: Choice, answer: Answer): PartialCompletion["choices"][number] => {
  const hasLogprobs = choice.logprobs !== undefined || choice.refusalLogprobs !== undefined
  return {
    index: choice.index,
    message: message(choice, answer),
    logprobs: hasLogprobs
      ? { content: choice.logprobs ?? null, refusal: choice.refusalLogprobs ?? null }
      : null,
    finish_reason: choice.finish ?? null,
    ...(choice.native === undefined ? undefined : { native_finish_reason: choice.native }),
    ...added(choice.fields, answer)
  }
}

/** The cost of the usage is the cost of the call: the same figure in both places. */
export const usageOf = (answer: Answer, metadata: RoutingMetadata): CompletionUsage | undefined => {
  const usage = settledUsage(answer)
  return usage === undefined ? undefined : toCompletionUsage(usage, metadata.cost?.usd)
}

export const toCompletion = (answer: Answer, metadata: RoutingMetadata): PartialCompletion => {
  const head = headOf(answer)
  const usage = usageOf(answer, metadata)
  return {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices: answer.choices
      .slice()
      .sort((left, right) => left.index - right.index)
      .map((choice) => toChoice(choice, answer)),
    ...(usage === undefined ? undefined : { usage }),
    ...(head.service_tier === undefined ? undefined : { service_tier: head.service_tier }),
    ...(head.system_fingerprint === undefined ? undefined : { system_fingerprint: head.system_fingerprint }),
    routing_metadata: metadata
  }
}
