import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { FailureClass } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { BaseOptions, Vendor } from "@turnout/wire/Vendor"

/** A caller's request, and what the vendor gets of it. */
export interface Golden {
  readonly name: string
  /** Default: that of the subject. */
  readonly model?: string
  readonly request: EmbeddingRequest
  /** The ledger, as `action param`, in its order. */
  readonly changes?: ReadonlyArray<string>
  /** Of the upstream request, or of each of them. */
  readonly body: Json
}

/** What a vendor sends. */
export interface Sent {
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly body: Json
}

/** An answer that is the vendor's own way, and what becomes of it. */
export interface Answer extends Sent {
  readonly name: string
  readonly model?: string
  /** Default: one. */
  readonly inputs?: number
  readonly vectors?: ReadonlyArray<ReadonlyArray<number>>
  /** Input tokens; null where it counts nothing. */
  readonly tokens?: number | null
  readonly failure?: FailureClass
}

/** One vendor's embeddings under the suite. */
export interface Subject<O extends BaseOptions> {
  readonly vendor: Vendor<O, string>
  /** Options that it needs beside a key. */
  readonly needs?: { readonly [option: string]: unknown }
  readonly model: string
  /** Where a request of the model goes. */
  readonly url: string
  /** The header that holds the key `sk-env`. Default: `{ authorization: "Bearer sk-env" }`. */
  readonly header?: { readonly [name: string]: string }
  /** Inputs of one upstream request, at most. Absent: any number. */
  readonly batch?: number
  readonly golden: ReadonlyArray<Golden>
  readonly answers?: ReadonlyArray<Answer>
  /** The texts of a native body. */
  readonly textsOf: (body: JsonObject) => ReadonlyArray<string>
  /** A native answer with these vectors. */
  readonly answerOf: (vectors: ReadonlyArray<unknown>) => Sent
}
