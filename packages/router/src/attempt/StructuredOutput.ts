import type { Event } from "@turnout/core/Event"
import { type Failure, MalformedResponse, thrown } from "@turnout/core/Failure"
import type { Normalized } from "@turnout/core/Normalize"
import type { ResponseFormat } from "@turnout/core/Request"
import * as RouterError from "@turnout/core/RouterError"
import * as Result from "effect/Result"
import type { Check, Validate } from "../Validate.ts"

/** Checks the format of one answer. */
export interface Reading {
  readonly push: (events: ReadonlyArray<Event>) => void
  /** The violation in a finished answer. Choices that ended early, refused or called tools are not checked. */
  readonly failure: () => Failure | undefined
}

/** The output format that a request requires; each attempt gets its own reading. */
export type Form = () => Reading

/** The rule of a failure for an answer that violates the requested format. */
export const rule = "structured_output"

const param = "response_format.json_schema.schema"

interface Choice {
  text: string
  reason: string | undefined
  other: boolean
}

const isObject: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? []
    : [{ path: "", message: "must be object" }]

const malformed = (why: string): Failure =>
  new MalformedResponse({
    message: `The answer violates the requested format: ${why.slice(0, 300)}.`,
    rule
  })

const judge = (text: string, check: Check): Failure | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return malformed("it is not JSON")
  }
  let errors: ReturnType<Check>
  try {
    errors = check(value)
  } catch (error) {
    const named = RouterError.isRouterError(error)
    return thrown(
      named ? error.message : "The host's check threw an error.",
      "defect",
      named ? error.cause : error
    )
  }
  const [first] = errors
  return first === undefined ? undefined : malformed(`${first.path} ${first.message}`.trim())
}

const reading = (check: Check): Reading => {
  const choices = new Map<number, Choice>()
  const of = (index: number): Choice => {
    let choice = choices.get(index)
    if (choice === undefined) choices.set(index, (choice = { text: "", reason: undefined, other: false }))
    return choice
  }
  return {
    push: (events) => {
      for (const event of events) {
        if (event.type === "text") of(event.choice).text += event.text
        else if (event.type === "refusal" || event.type === "tool_start") of(event.choice).other = true
        else if (event.type === "finish") of(event.choice).reason = event.reason
      }
    },
    failure: () => {
      for (const { text, reason, other } of choices.values()) {
        const failure = reason === "stop" && !other ? judge(text, check) : undefined
        if (failure !== undefined) return failure
      }
      return undefined
    }
  }
}

const compile = (validate: Validate, format: ResponseFormat): Check | undefined => {
  if (format.type === "text") return undefined
  if (format.type === "json_object") return isObject
  const { schema } = format.json_schema
  return schema === undefined ? () => [] : validate(schema)
}

/** The format of a normalized request; undefined if it requires none or no validator is configured. */
export const of = (
  validate: Validate | undefined,
  { request }: Pick<Normalized, "request">
): Form | undefined => {
  const { response_format: format } = request
  if (validate === undefined || format === undefined) return undefined
  const check = compile(validate, format)
  return check === undefined ? undefined : () => reading(check)
}

/** The request, or an error if its schema is invalid. */
export const valid = (
  validate: Validate | undefined,
  normalized: Normalized
): Result.Result<Normalized, RouterError.RouterError> => {
  try {
    of(validate, normalized)
    return Result.succeed(normalized)
  } catch (error) {
    if (RouterError.isRouterError(error)) return Result.fail(error)
    const why = error instanceof Error ? error.message.slice(0, 300) : "it cannot be read"
    const message = `Invalid '${param}': ${why}.`
    const violation = { param, code: "invalid_parameter_value", message } as const
    return Result.fail(
      RouterError.because(
        RouterError.make(violation.code, message, { param, violations: [violation] }),
        error
      )
    )
  }
}

/** The format violation of a whole answer. */
export const failure = (form: Form | undefined, events: ReadonlyArray<Event>): Failure | undefined => {
  if (form === undefined) return undefined
  const read = form()
  read.push(events)
  return read.failure()
}
