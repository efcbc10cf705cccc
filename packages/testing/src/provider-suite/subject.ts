import type { FailureClass } from "@turnout/core/Failure"
import type { Provider } from "@turnout/core/Provider"
import type { Transport } from "@turnout/wire/Transport"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

/** Native bytes of one good answer, told both ways. */
interface Told<S> {
  /** The body of a unary answer. */
  readonly unary: string
  /** The whole body of a streamed one: the same text, tools and end. Bytes, where the vendor's framing is binary. */
  readonly stream: S
}

/** What the vendor says, as its own bytes, and what it means. */
export interface Fixtures<S extends string | Uint8Array = string | Uint8Array> {
  /** The id on the wire that is asked for. */
  readonly model: string
  readonly text: Told<S> & {
    readonly content: string
    /** OpenAI's totals of the answer's usage, where the vendor reports any. */
    readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number }
  }
  readonly toolCall: Told<S> & { readonly name: string; readonly arguments: string }
  /** The vendor's error body, with this text in it. */
  readonly error: (status: number, message: string) => string
  /** The whole body of an accepted stream that carries an error, and what it is. */
  readonly streamedError: { readonly stream: S; readonly failure: FailureClass }
  /** Statuses whose class is not the contract's, and why that is so stands beside it in the fixtures. */
  readonly failures?: { readonly [status: number]: FailureClass }
  /** Of a streamed answer; `text/event-stream` by default. */
  readonly contentType?: string
}

/** A provider under the suite. */
export interface Subject {
  readonly name: string
  readonly make: (options: {
    readonly baseUrl: string
    readonly apiKey: Redacted.Redacted
  }) => Effect.Effect<Provider, unknown, Transport>
  readonly fixtures: Fixtures
  /**
   * Whether the family's answers are cut at every byte. Default: true. A vendor that adds nothing to a family whose own tests do
   * so takes some of the cuts.
   */
  readonly everyCut?: boolean
  /** Laws that do not hold, by name, each with the reason. */
  readonly skip?: { readonly [law: string]: string }
}

/** A promise that every provider keeps. A broken one is a defect of the effect, as `assert` throws it. */
export interface Law {
  readonly name: string
  readonly check: Effect.Effect<void, never, Transport>
  /** Milliseconds; the runner's default where absent. */
  readonly timeout?: number
}
