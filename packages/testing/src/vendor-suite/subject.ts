import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { FailureClass } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Provider } from "@turnout/core/Provider"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { Transport } from "@turnout/wire/Transport"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { Fixtures } from "../provider-suite/subject.ts"

/** A caller's request, and what the vendor gets of it. */
export interface Golden {
  readonly name: string
  readonly request: ChatRequest
  /** The ledger, as `action param`, in its order. */
  readonly changes: ReadonlyArray<string>
  readonly body: object
}

/** What one golden body has otherwise than its family's. */
export interface Difference {
  /** Fields in place of the family's. */
  readonly body?: JsonObject
  /** Fields that are not sent. */
  readonly without?: ReadonlyArray<string>
  /** Entries of the ledger beside the family's, as `action param`. */
  readonly told?: ReadonlyArray<string>
  /** Entries of the family's ledger that are not made. */
  readonly untold?: ReadonlyArray<string>
}

/** What a vendor's bodies have otherwise than its family's, stated by hand from what the vendor documents. */
export interface Statement {
  /** Parameters of the contract that it refuses: left out, and told. */
  readonly drops?: ReadonlyArray<string>
  /** Parameters that it takes, of which its family does not know it. */
  readonly takes?: ReadonlyArray<string>
  /** The vendor's own names of parameters. */
  readonly renames?: { readonly [param: string]: string }
  /** What every golden body has otherwise. */
  readonly always?: Difference
  readonly differs?: { readonly [golden: string]: Difference }
}

/** An answer that is the vendor's own way, and what a caller gets of it. */
export interface Answer {
  readonly name: string
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  /** The chunks of a stream; a text is a line as it comes. */
  readonly stream?: ReadonlyArray<JsonObject | string>
  /** The body of a whole answer, or of a refusal. */
  readonly whole?: Json
  readonly model?: string
  readonly told?: Told
  readonly failure?: FailureClass
  /** Milliseconds that the vendor wishes a caller to wait. */
  readonly retry_after_ms?: number
}

/** What is compared of a folded answer: what stands here. */
export interface Told {
  readonly content?: string | null
  readonly reasoning?: string
  readonly calls?: ReadonlyArray<readonly [name: string, input: string]>
  readonly finish_reason?: string
  readonly usage?: JsonObject
  /** USD, as the vendor states them. */
  readonly cost?: number
}

/** An API family: what its servers say, and what they get. */
export interface Family {
  readonly name: string
  readonly fixtures: Fixtures
  readonly golden: (model: string, provider: string) => ReadonlyArray<Golden>
}

/** One vendor's package under the suite. */
export interface Subject extends Statement {
  readonly name: string
  /** The provider's id, unless options give another. */
  readonly id: string
  readonly family: Family
  /** The model of the golden bodies, by its id on the wire. */
  readonly model: string
  /** Models whose facts differ, for the laws of the ledger. */
  readonly models: ReadonlyArray<string>
  /** Catalog id of the provider that its reasoning comes from. Default: the id. */
  readonly origin?: string
  /** Formats of opaque reasoning that it takes back. */
  readonly formats?: ReadonlyArray<string>
  /** Where a request of the model goes, with a key of the environment. */
  readonly url: string
  /** The header that holds the key `sk-env`. Default: `{ authorization: "Bearer sk-env" }`. */
  readonly header?: { readonly [name: string]: string }
  /** Environment variables by option. */
  readonly env: { readonly [option: string]: string | ReadonlyArray<string> | undefined }
  /** Whether it asks for a key. Default: true. */
  readonly keyed?: boolean
  /** Options that it needs beside a key, as texts; those with a variable stand in the environment too. */
  readonly needs?: { readonly [option: string]: string }
  /** Golden bodies of its own. They stand in place of the family's of the same name. */
  readonly golden?: ReadonlyArray<Golden>
  readonly answers?: ReadonlyArray<Answer>
  /** Scenarios and laws that do not hold, by name, each with the reason. */
  readonly skip?: { readonly [scenario: string]: string }
  /** Whether the family's answers are cut at every byte. Default: false; the vendor's own (`answers`) always are. */
  readonly everyCut?: boolean
  /** How often the laws of the ledger are tried. Default: 2 seeds of 150 requests. */
  readonly laws?: { readonly seeds: number; readonly runs: number }
  readonly transports?: { readonly [name: string]: Layer.Layer<Transport> }
  readonly make: (options: Account) => Effect.Effect<Provider, RouterError, Transport>
  readonly layer: (options?: Account) => AccountLayer
  readonly short: (options?: Account) => AccountLayer
  readonly layerConfig: AccountLayer
}

/** The options of an account that the suite gives, beside those that the vendor needs. */
export type Account = { readonly [option: string]: unknown }

export type AccountLayer = Layer.Layer<never, RouterError, ProviderRegistry | Transport>
