import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import type * as Core from "@turnout/core/Form"
import type { JsonObject } from "@turnout/core/Json"
import * as Normalize from "@turnout/core/Normalize"
import * as PlainInput from "@turnout/core/PlainInput"
import * as Refusal from "@turnout/core/Refusal"
import type { RouterError } from "@turnout/core/RouterError"
import type { Source } from "@turnout/core/Source"
import * as Result from "effect/Result"
import type { Response } from "./Response.ts"
import type { ResponseEvent } from "./ResponseEvent.ts"
import * as Echo from "./responses/echo.ts"
import { Native } from "./responses/native.ts"
import * as Request from "./responses/request.ts"
import * as Rules from "./responses/rules.ts"
import { Translated, type Told } from "./responses/translated.ts"
import { Translation } from "./responses/translation.ts"
import * as Whole from "./responses/whole.ts"

/** A Responses request as a form around a chat request. It tells one answer. */
export interface Form extends Core.Form<ResponseEvent, Response> {
  /** What the request asks for. */
  readonly stream: boolean
  /** The last events of a streamed answer that broke after it had begun; none where nothing was told yet. */
  readonly broken: (error: RouterError) => ReadonlyArray<ResponseEvent>
}

export interface Options {
  /** Events of endpoints that speak Responses: those that OpenAI's clients know, or all. Default: `known`. */
  readonly events?: "known" | "all"
}

/** Name of the API, as endpoints bear it that speak it. */
export const format = "openai-responses"

/**
 * Reads a Responses request, whatever the caller gave. A failure lists all violations, with the request's own names; so do
 * the errors of a call that is made with the form.
 */
export const form = (body: unknown, options: Options = {}): Result.Result<Form, RouterError> =>
  Result.flatMap(PlainInput.read(body), (record) => made(Request.withoutNulls(record), options))

const made = (record: JsonObject, { events = "known" }: Options): Result.Result<Form, RouterError> => {
  const to = new Translation()
  Rules.check(record, to)
  const chat = Request.toChat(record, to)
  if (to.violations.length > 0) return Result.fail(refused(record, chat, to))
  const { lost, names, only } = to
  const source: Source = {
    format,
    body: Request.toSource(record),
    lost,
    ...(only === undefined ? {} : { only })
  }
  const [effort] = Request.effortOf(record)
  const echo = Echo.of(record, effort as string | undefined)
  let told: Told | undefined
  return Result.succeed({
    request: chat as unknown as ChatRequest,
    source,
    stream: record["stream"] === true,
    tell: () => ({
      each: (given, fold) => (told ??= toldBy(given, echo, events)).each(given, fold),
      last: (metadata, fold) => (told ??= toldBy(none, echo, events)).last(names.metadata(metadata), fold)
    }),
    whole: (answer) => Whole.whole({ ...answer, metadata: names.metadata(answer.metadata) }, echo),
    error: (error) => names.error(error),
    broken: (error) => told?.broken(error) ?? none
  })
}

/** An endpoint that was sent the request as it is tells it in this API's events; if it did not, they are made of what it said. */
const toldBy = (events: ReadonlyArray<Event>, echo: Echo.Echo, which: "known" | "all"): Told =>
  events.some((event) => event.type === "native" && event.whole !== true)
    ? new Native(echo, which === "all")
    : new Translated(echo)

const none: ReadonlyArray<never> = []

/** What is wrong with the request itself, and with all that its translation would be refused for. */
const refused = (record: JsonObject, chat: object, to: Translation): RouterError => {
  const { names, violations } = to
  const normalized = Normalize.normalize(chat)
  const more = Result.isFailure(normalized)
    ? normalized.failure.violations.map((each) => names.violation(each))
    : none
  const isTold = (param: string) =>
    violations.some((own) => param.startsWith(own.param) || own.param.startsWith(param))
  const others = more.filter(({ param }) => !isTold(param))
  return Refusal.make(Refusal.sorted([...violations, ...others], none), 0, Rules.suggestion(record, to))
}
