import type { RoutingEvent } from "@turnout/core/ChatCompletionChunk"
import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type * as Fold from "@turnout/core/Fold"
import type { RouterError } from "@turnout/core/RouterError"
import type * as Context from "effect/Context"
import * as Account from "../attempt/Account.ts"
import * as AttemptLog from "../attempt/AttemptLog.ts"
import type { Call } from "../attempt/Call.ts"
import type { Reading } from "../attempt/StructuredOutput.ts"
import type * as Walk from "../attempt/Walk.ts"
import * as Answer from "./Answer.ts"
import * as Continuation from "./Continuation.ts"
import * as Interruption from "./Interruption.ts"
import { StreamTail } from "./StreamTail.ts"

type Events = ReadonlyArray<Event>

/** Converts events for one kind of reader. */
export interface Kind<A> {
  /** The items of the events of one read. */
  readonly each: (folded: Fold.Fold, events: Events) => ReadonlyArray<A>
  /** The items after the last event. */
  readonly last: (call: Call, answering: Walk.Answering, folded: Fold.Fold) => ReadonlyArray<A>
  /** Announces a change of endpoint; absent if the reader cannot be told, in which case a failed stream ends. */
  readonly event?: (folded: Fold.Fold, event: RoutingEvent) => ReadonlyArray<A>
}

const truncated = new StreamTruncated({ message: "The answer ended before it was finished." })

const asTheyAre = (events: Events) => events

/** What stays the same over the parts of an answer. */
export interface Whole<A> {
  readonly call: Call
  readonly kind: Kind<A>
  readonly context: Context.Context<never>
}

/** The part of an answer that one attempt gives, and the fold that it continues. */
export class AnswerPart<A> {
  readonly answering: Walk.Answering
  readonly tail: StreamTail
  private readonly whole: Whole<A>
  private readonly folded: Fold.Fold
  private readonly form: Reading | undefined
  private readonly join: Continuation.Continuation["join"]

  constructor(
    whole: Whole<A>,
    answering: Walk.Answering,
    folded = Answer.fold(whole.call, answering),
    form = whole.call.form?.(),
    join: Continuation.Continuation["join"] = asTheyAre
  ) {
    const { call, context } = whole
    this.whole = whole
    this.answering = answering
    this.folded = folded
    this.form = form
    this.join = join
    this.tail = new StreamTail(answering.committed, call.clock, context)
  }

  told(events: Events): ReadonlyArray<A> {
    const joined = this.join(events)
    this.form?.push(joined)
    return this.whole.kind.each(this.folded, joined)
  }

  /** What is wrong, now that no more comes; `failure` is why. */
  wrong(failure: Failure = truncated): Failure | undefined {
    return this.folded.finished() ? this.form?.failure() : failure
  }

  last(): ReadonlyArray<A> {
    const { call, kind } = this.whole
    return kind.last(call, this.answering, this.folded)
  }

  breakOff(failure: Failure): void {
    Answer.breakOff(this.whole.call, this.answering, this.folded, failure)
  }

  /** The error of the whole answer that ends with this part. */
  error(failure: Failure): RouterError {
    return Answer.broken(this.whole.call, this.answering, this.folded, failure)
  }

  /** Nobody reads on. */
  abandon(): void {
    const { timers } = this.answering.committed
    this.tail.disarm()
    timers.written = this.folded.written()
    AttemptLog.abandon(this.whole.call, this.answering, timers)
  }

  /** How another attempt can go on, where the caller allows it and its reader can be told. */
  resumption(): Interruption.Resumption | undefined {
    const { call, kind } = this.whole
    return kind.event === undefined ? undefined : Interruption.of(call, this.folded.text())
  }

  /** The part that follows. */
  resumed({ overlap }: Interruption.Resumption, next: Walk.Answering): AnswerPart<A> {
    const { folded, form, whole } = this
    const { call } = whole
    if (overlap === undefined) return new AnswerPart(whole, next, Answer.fold(call, next, folded.head()))
    const to = next.step.candidate.endpoint
    folded.resume(to.provider_model_id, Account.sent(to, call.facts))
    call.switches.push(Interruption.warning(this.answering.step.candidate.endpoint.id, to.id))
    return new AnswerPart(whole, next, folded, form, Continuation.make(overlap).join)
  }

  /** Its first items: they announce the change. */
  announced(type: RoutingEvent["type"], from: Walk.Answering): ReadonlyArray<A> {
    const { committed, step } = this.answering
    const change = { type, from: from.step.candidate.endpoint.id, to: step.candidate.endpoint.id }
    const news = this.whole.kind.event?.(this.folded, change) ?? []
    return [...news, ...this.told(committed.events)]
  }
}
