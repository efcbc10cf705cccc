import { notYet } from "../NotYet.ts"
import { bag, checkTags, type GatewayParts, weightless } from "./gateway.ts"
import { type Findings, tell, violation } from "../refusal/violation.ts"

type Bag = { readonly [key: string]: unknown }

/** The fields that are not built yet, by their keys; those of `gateway.routing` stand apart: most requests have none. */
const later = notYet.map(({ param, inert }) => ({ param, inert, keys: param.split(".") }))
const laterRouting = later.filter(({ keys }) => keys.length === 3)
const laterFields = later.filter(({ keys }) => keys.length < 3)

const refuseLater = ({ param, inert }: (typeof later)[number], value: unknown, out: Findings): void => {
  if (value === undefined || inert?.includes(value) === true) return
  out.list.push(violation(param, "invalid_parameter_value", `Invalid '${param}': not available yet.`))
}

const unbuilt = (record: Bag, routing: Bag, out: Findings): void => {
  for (const field of laterFields) {
    const [key, inner] = field.keys
    const value = record[key!]
    refuseLater(field, inner === undefined ? value : bag(value)?.[inner], out)
  }
  for (const field of laterRouting) refuseLater(field, routing[field.keys[2]!], out)
}

const both = (record: Bag, a: string, b: string, out: Findings): void => {
  if (record[a] === undefined || record[b] === undefined) return
  out.list.push(violation(a, "invalid_request", `'${a}' and '${b}' cannot be given together.`))
}

/** Files of which neither the data nor an id is given: there is nothing to send. */
const emptyFiles = (messages: unknown, out: Findings): void => {
  if (!Array.isArray(messages)) return
  let empty: Array<string> | undefined
  for (let index = 0; index < messages.length; index++) {
    const content = bag(messages[index])?.["content"]
    if (!Array.isArray(content)) continue
    for (let at = 0; at < content.length; at++) {
      const part = bag(content[at])
      const file = part?.["type"] === "file" ? bag(part["file"]) : undefined
      if (file !== undefined && !file["file_data"] && !file["file_id"]) {
        ;(empty ??= []).push(`messages[${index}].content[${at}].file`)
      }
    }
  }
  if (empty === undefined) return
  tell(out, empty, (param) =>
    violation(
      param,
      "missing_required_parameter",
      `Invalid '${param}': expected 'file_data' or 'file_id', got neither.`
    )
  )
}

/** The rules that hold between fields, over the raw record: they are checked whether or not the fields passed. */
export const across = (record: Bag, parts: GatewayParts, out: Findings): void => {
  const { routing } = parts
  if (record["model"] !== undefined && parts.models !== undefined) {
    out.list.push(
      violation(
        "model",
        "invalid_request",
        "'model' and 'gateway.models' cannot be given together: use one of them."
      )
    )
  }
  if (record["model"] === undefined && parts.models === undefined) {
    out.list.push(
      violation(
        "model",
        "missing_required_parameter",
        "Missing required parameter: 'model', or 'gateway.models' for several."
      )
    )
  }
  const [old, current] = [record["max_tokens"], record["max_completion_tokens"]]
  if (old !== undefined && current !== undefined && old !== current) {
    const message = "'max_tokens' and 'max_completion_tokens' are the same parameter and differ."
    out.list.push(violation("max_tokens", "invalid_request", message))
  }
  emptyFiles(record["messages"], out)
  both(record, "functions", "tools", out)
  both(record, "function_call", "tool_choice", out)
  if (record["top_logprobs"] !== undefined && record["logprobs"] !== true) {
    out.list.push(
      violation("top_logprobs", "invalid_parameter_value", "'top_logprobs' needs 'logprobs' to be true.")
    )
  }
  if (record["audio"] !== undefined) {
    out.list.push(violation("audio", "unsupported_modalities", "audio output is not supported"))
  }
  const { modalities } = record
  if (Array.isArray(modalities) && modalities.includes("audio")) {
    out.list.push(violation("modalities", "unsupported_modalities", "audio output is not supported"))
  }
  const { tools } = record
  if (Array.isArray(tools)) {
    let functions = 0
    const lacking: Array<number> = []
    tools.forEach((tool: unknown, index) => {
      const entry = bag(tool)
      if (entry?.["type"] !== "function") return
      functions += 1
      if (bag(entry["function"]) === undefined) lacking.push(index)
    })
    tell(out, lacking, (index) => {
      const param = `tools[${index}].function`
      return violation(param, "missing_required_parameter", `Missing required parameter: '${param}'.`)
    })
    if (functions > 128) {
      const message = `Invalid 'tools': expected at most 128 function tools, got ${functions}.`
      out.list.push(violation("tools", "invalid_parameter_value", message))
    }
  }
  if (routing["only_byok"] === true && routing["only_platform"] === true) {
    const message = "'only_byok' and 'only_platform' cannot both be true."
    out.list.push(violation("gateway.routing.only_byok", "invalid_request", message))
  }
  const own = record["use_custom_keys"]
  if (
    (own === true && routing["only_platform"] === true) ||
    (own === false && routing["only_byok"] === true)
  ) {
    const message = `'use_custom_keys' is ${own}, which 'gateway.routing.${own ? "only_platform" : "only_byok"}' contradicts.`
    out.list.push(violation("use_custom_keys", "invalid_request", message))
  }
  const weights = bag(routing["weights"])
  if (weights !== undefined) {
    const [tps, throughput] = [weights["tps"], weights["throughput"]]
    if (tps !== undefined && throughput !== undefined && tps !== throughput) {
      const message = "'tps' and 'throughput' are the same weight and differ."
      out.list.push(violation("gateway.routing.weights.throughput", "invalid_request", message))
    }
    if (weightless(weights)) {
      const message = "Invalid 'gateway.routing.weights': expected at least one weight above 0."
      out.list.push(violation("gateway.routing.weights", "invalid_parameter_value", message))
    }
  }
  checkTags(parts.metadata, record["tags"], out)
  unbuilt(record, routing, out)
}
