import * as RouterError from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Warning } from "@turnout/core/Warning"
import type { Notes } from "./notes.ts"

/** The caller's name for a parameter of the chat request that theirs was translated to. */
export type Rename = (param: string) => string

const fields: ReadonlyArray<readonly [chat: string, own: string]> = [
  ["max_completion_tokens", "max_tokens"],
  ["stop", "stop_sequences"],
  ["response_format.json_schema.schema", "output_config.format.schema"],
  ["response_format", "output_config.format"],
  ["parallel_tool_calls", "tool_choice.disable_parallel_tool_use"],
  ["user", "metadata.user_id"]
]

/** The rest of a path within a part or a tool. */
const inner: ReadonlyArray<readonly [chat: RegExp, own: string]> = [
  [/^\.(?:image_url|file)\b.*$/, ".source"],
  [/^\.function\.parameters\b/, ".input_schema"],
  [/^\.function\.arguments\b.*$/, ".input"],
  [/^\.function\b/, ""]
]

const within = (rest: string): string => {
  for (const [chat, own] of inner) if (chat.test(rest)) return rest.replace(chat, own)
  return rest
}

const entry = /^(messages|tools)\[(\d+)\](.*)$/s
const indexed = /^\.(content|tool_calls)\[(\d+)\](.*)$/s

export const renaming = ({ messages, tools }: Notes, effort: string): Rename => {
  const ofMessage = (index: number, rest: string): string | undefined => {
    const place = messages[index]
    if (place === undefined) return undefined
    const found = indexed.exec(rest)
    if (found === null) return place.at
    const list = found[1] === "content" ? place.parts : place.calls
    const part = list?.[Number(found[2])]
    return part === undefined ? place.at : part + within(found[3]!)
  }
  return (param) => {
    const found = entry.exec(param)
    if (found !== null) {
      const index = Number(found[2])
      if (found[1] === "messages") return ofMessage(index, found[3]!) ?? param
      const tool = tools[index]
      return tool === undefined ? param : tool + within(found[3]!)
    }
    if (param === "reasoning_effort") return effort
    if (param.startsWith("tool_choice.function")) return param.replace("tool_choice.function", "tool_choice")
    for (const [chat, own] of fields) {
      if (param === chat || param.startsWith(`${chat}.`) || param.startsWith(`${chat}[`))
        return own + param.slice(chat.length)
    }
    return param
  }
}

const reworded = (text: string, param: string, name: string): string =>
  name === param || param === "" ? text : text.replaceAll(param, name)

export const violation = (given: RouterError.Violation, rename: Rename): RouterError.Violation => {
  const param = rename(given.param)
  return { ...given, param, message: reworded(given.message, given.param, param) }
}

/** The error in the caller's names, one violation after the other. */
export const error = (given: RouterError.RouterError, rename: Rename): RouterError.RouterError => {
  const param = given.param === null ? null : rename(given.param)
  const violations = given.violations.map((each) => violation(each, rename))
  let { message } = given
  given.violations.forEach((each, index) => {
    message = message.replace(each.message, () => violations[index]!.message)
  })
  if (given.violations.length === 0 && given.param !== null && given.attempts.length === 0) {
    message = reworded(message, given.param, param!)
  }
  if (param === given.param && message === given.message) return given
  const Class = RouterError.classOf[given.type]
  const { type, status, code, attempts } = given
  const more = optional(given)
  const told = RouterError.compact(
    new Class({ message, type, status, code, attempts, ...more, param, violations })
  )
  return given.cause === undefined ? told : RouterError.because(told, given.cause)
}

/** The fields that only some errors have. */
const optional = (given: RouterError.RouterError): Partial<RouterError.Fields> => {
  const told: { [name: string]: unknown } = {}
  const names = [
    "provider",
    "suggestion",
    "doc_url",
    "retry_after_ms",
    "rate_limit_source",
    "budget",
    "partial",
    "decision",
    "context_length"
  ] as const
  for (const name of names) if (given[name] !== undefined) told[name] = given[name]
  return told
}

const warning = (given: Warning, rename: Rename): Warning => {
  if (given.param === undefined) return given
  const param = rename(given.param)
  if (param === given.param) return given
  const message = given.message.replace(`'${given.param}'`, () => `'${param}'`)
  return { ...given, code: given.code === given.param ? param : given.code, message, param }
}

/** Warnings in the caller's names. */
export const metadata = (given: RoutingMetadata, rename: Rename): RoutingMetadata =>
  given.warnings.length === 0
    ? given
    : { ...given, warnings: given.warnings.map((each) => warning(each, rename)) }
