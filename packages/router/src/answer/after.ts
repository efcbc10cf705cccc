import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { Event } from "@turnout/core/Event"
import type { WholeAnswer } from "@turnout/core/Form"
import * as Options from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type { Call } from "../attempt/Call.ts"
import { refuse, run } from "../attempt/hook.ts"
import type { Answering } from "../attempt/Walk.ts"
import { type After, hookTimeout } from "../Hooks.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import type { Principal } from "../Principal.ts"
import * as Answer from "./Answer.ts"

/** A whole answer, before the form that its reader has it in. */
export interface Told {
  readonly call: Call
  readonly answering: Answering
  readonly answer: WholeAnswer
  readonly completed: ChatCompletion
}

/** The host's hook, for both kinds of answers that are not streamed. */
export const make = (after: After) => ({
  told: ({ answering, call }: Pick<Told, "answering" | "call">): Told =>
    Answer.told(call, answering, (answer) => {
      return { call, answering, answer, completed: answer.fold.completion(answer.metadata) }
    }),
  completion: (principal: Principal) => (told: Told) => completion(after, told, principal),
  whole: (principal: Principal) => (told: Told) => whole(after, told, principal)
})

/** The answer as the host's hook leaves it. */
const completion = (
  after: After,
  { call: { clock }, completed }: Told,
  principal: Principal
): Effect.Effect<ChatCompletion, RouterError.RouterError> =>
  Effect.map(
    run(
      "after",
      clock,
      SteadyClock.now(clock) + hookTimeout,
      () => after(completed, { principal, refuse }),
      isCompletion
    ),
    (given) => given ?? completed
  )

const isCompletion = (given: unknown): given is ChatCompletion =>
  Options.isRecord(given) && Array.isArray(given["choices"]) && given["choices"].every(Options.isRecord)

/** The same for the form of another API: its events say what the hook left. */
const whole = (
  after: After,
  told: Told,
  principal: Principal
): Effect.Effect<WholeAnswer, RouterError.RouterError> =>
  Effect.flatMap(completion(after, told, principal), (given) => {
    const { answer, answering, call, completed } = told
    if (isSame(given, completed)) return Effect.succeed(answer)
    if (!isSame(worded(given), worded(completed))) return Effect.fail(tooMuch())
    const events = rewritten(answer.events, completed, given)
    const fold = Answer.fold(call, answering, answer.fold.head())
    fold.push(events)
    return Effect.succeed({ events, fold, metadata: answer.metadata })
  })

type Spoken = "refusal" | "text"

const spoken = (of: ChatCompletion, choice: number, type: Spoken): string | null =>
  of.choices.find(({ index }) => index === choice)?.message[type === "text" ? "content" : "refusal"] ?? null

/** Without what the vendor sent itself, which says it in the old words, and with the new ones where the old began. */
const rewritten = (
  events: ReadonlyArray<Event>,
  before: ChatCompletion,
  given: ChatCompletion
): ReadonlyArray<Event> => {
  const written = new Set<string>()
  const found: Array<Event> = []
  const write = (choice: number, type: Spoken) => {
    const key = `${type} ${choice}`
    const text = spoken(given, choice, type)
    if (written.has(key)) return
    written.add(key)
    if (text !== null && text !== "") found.push({ type, choice, text })
  }
  for (const event of events) {
    if (event.type === "native" || event.type === "item") continue
    if (event.type === "text" || event.type === "refusal") {
      const { choice, type } = event
      if (spoken(before, choice, type) === spoken(given, choice, type)) found.push(event)
      else write(choice, type)
      continue
    }
    if (event.type === "finish") {
      for (const type of ["text", "refusal"] as const) {
        if (spoken(before, event.choice, type) === null) write(event.choice, type)
      }
    }
    found.push(event)
  }
  return found
}

/** All but the words that can be changed. */
const worded = ({ choices, ...rest }: ChatCompletion): unknown => ({
  ...rest,
  choices: choices.map(({ message: { content: _content, refusal: _refusal, ...message }, ...choice }) => ({
    ...choice,
    message
  }))
})

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

const tooMuch = () => {
  const message =
    "The host's 'after' changed more of an answer than 'content' and 'refusal', which the form of this API cannot tell."
  return RouterError.because(
    RouterError.make("internal_error", message, { param: "after" }),
    new TypeError(message)
  )
}
