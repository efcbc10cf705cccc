import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import * as Read from "@turnout/core/Read"
import type { RouterError } from "@turnout/core/RouterError"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Kind } from "../../answer/AnswerPart.ts"
import type { Pulled } from "../../answer/Pull.ts"
import type { Replay } from "../../answer/Replay.ts"
import type { Call } from "../../attempt/Call.ts"
import type * as Walk from "../../attempt/Walk.ts"
import type { Entry } from "./entry.ts"
import type { Reads } from "./Flight.ts"

/** What a fold of the answer starts from, for whoever asks again. */
export const foldOf =
  (id: string, envelopeOf: () => Entry["envelope"]): Replay["fold"] =>
  (call, head) => {
    const envelope = envelopeOf()
    return Fold.make({
      ...envelope,
      head: head ?? envelope.head,
      requestId: id,
      createdMs: 0,
      historyCallIds: call.callIds,
      stripToolCalls: call.request.tool_choice === "none"
    })
  }

/** Events without a part that a caller's answer would share with another's. */
const flat: ReadonlySet<string> = new Set<Event["type"]>([
  "start",
  "text",
  "refusal",
  "reasoning",
  "reasoning_opaque",
  "tool_start",
  "tool_arguments",
  "finish",
  "native",
  "end"
])

/** For one reader: whatever a caller does with its answer reaches nobody else's. */
const own = (events: ReadonlyArray<Event>, { isShared }: Reads): ReadonlyArray<Event> =>
  !isShared || events.every(({ type }) => flat.has(type))
    ? events
    : events.map((event) => (flat.has(event.type) ? event : structuredClone(event)))

/** A whole answer's, for its one reader. */
export const eventsOf = (source: Reads): ReadonlyArray<Event> =>
  own(source.reads.length === 1 ? source.reads[0]! : source.reads.flat(), source)

/** Reads an answer from its first read on, at its own pace. */
class Reader<A> {
  listener: (() => void) | undefined = undefined
  private readonly source: Reads
  private readonly call: Call
  private readonly answering: Walk.Answering
  private readonly kind: Kind<A>
  private readonly scope: Scope.Closeable
  private readonly context: Context.Context<never>
  private fold: Fold.Fold | undefined = undefined
  private at = 0
  private isOver = false
  private isLeft = false
  private pending: Read.Reader<ReadonlyArray<A>, RouterError> | undefined = undefined

  constructor(
    source: Reads,
    call: Call,
    answering: Walk.Answering,
    kind: Kind<A>,
    scope: Scope.Closeable,
    context: Context.Context<never>
  ) {
    this.source = source
    this.call = call
    this.answering = answering
    this.kind = kind
    this.scope = scope
    this.context = context
  }

  /** Made when something was read: what its chunks repeat is known then. */
  private get folded(): Fold.Fold {
    return (this.fold ??= this.answering.replay!.fold(this.call, undefined))
  }

  ask(reader: Read.Reader<ReadonlyArray<A>, RouterError>): void {
    if (this.isOver) return reader.given(undefined)
    if (this.isLeft) return reader.failed(Cause.interrupt())
    const { at, source } = this
    const read = source.reads[at]
    if (read !== undefined) {
      this.at += 1
      return this.tell(reader, () => this.kind.each(this.folded, own(read, source)))
    }
    const over = source.over()
    if (over === undefined) {
      this.pending = reader
      return source.wait(() => {
        if (this.pending !== reader) return
        this.pending = undefined
        this.ask(reader)
      })
    }
    this.isOver = true
    if (Exit.isFailure(over)) {
      const found = Cause.findErrorOption(over.cause)
      if (found._tag === "Some") this.call.ended?.({ outcome: "failed", error: found.value })
      return this.finish(() => reader.failed(over.cause))
    }
    let items: ReadonlyArray<A>
    try {
      items = this.kind.last(this.call, this.answering, this.folded)
    } catch (defect) {
      return this.finish(() => reader.failed(Cause.die(defect)))
    }
    this.finish(() => reader.given(items))
  }

  private tell(reader: Read.Reader<ReadonlyArray<A>, RouterError>, items: () => ReadonlyArray<A>): void {
    let told: ReadonlyArray<A>
    try {
      told = items()
    } catch (defect) {
      return reader.failed(Cause.die(defect))
    }
    reader.given(told)
  }

  /** Nobody reads on. */
  leave(): void {
    this.isLeft = true
    const { pending } = this
    this.pending = undefined
    pending?.failed(Cause.interrupt())
  }

  private finish(told: () => void): void {
    Read.run(this.context, Scope.close(this.scope, Exit.void), () => {
      this.listener?.()
      told()
    })
  }
}

/** Gives the reads of an answer as if they came now. */
export const pulledFrom =
  (source: Reads): Replay["pulled"] =>
  <A>(call: Call, answering: Walk.Answering, kind: Kind<A>, scope: Scope.Closeable) =>
    Effect.contextWith((context: Context.Context<never>): Effect.Effect<Pulled<A>> => {
      const reader = new Reader(source, call, answering, kind, scope, context)
      const pulled: Pulled<A> = {
        read: Read.make((asked) => reader.ask(asked)),
        whenEnded: (ended) => {
          reader.listener = ended
        }
      }
      const leaving = Scope.addFinalizer(
        scope,
        Effect.sync(() => reader.leave())
      )
      return Effect.as(leaving, pulled)
    })
