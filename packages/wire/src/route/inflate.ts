import { type Failure, MalformedResponse } from "@turnout/core/Failure"
import type { Read } from "@turnout/core/Read"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { errorOf, type TransportError, type TransportResponse } from "../Transport.ts"
import * as Decompressor from "./decompressor.ts"
import { isSpace } from "./kind.ts"

/** Bytes of a body per read, whatever they were packed in; `undefined` after the last. */
export type Bytes = Read<Uint8Array, TransportError | Failure>

/** How many bytes tell a body without a signature of its own from text. */
const enough = 16

const isText = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return false
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/**
 * What a body is packed in, by its first bytes: a runtime that unpacked it leaves the header standing. Brotli and a
 * bare deflate have no signature, so what a header calls so is packed unless it reads as text. `undefined`: more
 * bytes are needed.
 */
export const packing = (head: Uint8Array, header: string, isAll: boolean): string | undefined => {
  const said = /\b(?:br|deflate)\b/.exec(header)?.[0]
  // White space keeps a connection alive, and begins nothing that has a signature.
  if (said === undefined && head[0] !== undefined && isSpace(head[0])) return ""
  if (head.length < 4 && !isAll) return undefined
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip"
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd"
  if (head[0] === 0x78 && ((head[0] << 8) | (head[1] ?? 0)) % 31 === 0) return "deflate"
  if (said === undefined) return ""
  if (head.length < enough && !isAll) return undefined
  return head.length === 0 || isText(head) ? "" : said === "br" ? "brotli" : "deflate-raw"
}

const unreadable = (format: string, why: string): Failure =>
  new MalformedResponse({
    message: `The answer was compressed (${format}), and ${why}.`,
    rule: "body:packed"
  })

const ignore = (): void => {}

/** Unpacks in a fiber of the scope. The reader sets the pace: what is not read is not unpacked. */
const unpack = (format: string, head: Uint8Array, read: Bytes, scope: Scope.Scope): Effect.Effect<Bytes> =>
  Effect.gen(function* () {
    const stream = Decompressor.make(format)
    if (stream === undefined) return Effect.fail(unreadable(format, "this runtime cannot read that"))
    const writer = stream.writable.getWriter()
    const reader = stream.readable.getReader()
    let broken: TransportError | Failure | undefined
    // An error of the packing shows at the reader.
    const write = (bytes: Uint8Array) =>
      Effect.promise(() => writer.write(bytes as Uint8Array<ArrayBuffer>).catch(ignore))
    const pump = Effect.gen(function* () {
      yield* write(head)
      for (;;) {
        const bytes = yield* read
        if (bytes === undefined) return yield* Effect.promise(() => writer.close().catch(ignore))
        yield* write(bytes)
      }
    }).pipe(
      Effect.catch((error: TransportError | Failure) =>
        Effect.promise(() => {
          broken = error
          return writer.abort().catch(ignore)
        })
      )
    )
    yield* Scope.addFinalizer(
      scope,
      Effect.sync(() => {
        broken ??= errorOf("aborted", "")
        reader.cancel().catch(ignore)
        writer.abort().catch(ignore)
      })
    )
    yield* Effect.forkIn(pump, scope)
    return Effect.callback<Uint8Array | undefined, TransportError | Failure>((resume) => {
      reader.read().then(
        ({ done, value }) => resume(Effect.succeed(done ? undefined : value)),
        () => resume(Effect.fail(broken ?? unreadable(format, "it broke off or is damaged")))
      )
    })
  })

const concat = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  if (left.length === 0) return right
  const bytes = new Uint8Array(left.length + right.length)
  bytes.set(left)
  bytes.set(right, left.length)
  return bytes
}

/** A body as text. */
export interface Plain {
  readonly read: Bytes
  /** The rest of it, once bytes have come: of a body that was not packed, the transport's own. */
  readonly rest: () => Bytes
}

/** A body as text, though it was packed without being requested; twice at most. */
export const plain = (response: TransportResponse, context: Context.Context<Scope.Scope>): Plain => {
  const scope = Context.get(context, Scope.Scope)
  const header = (response.headers["content-encoding"] ?? "").toLowerCase()
  let innermost: Bytes = response.read
  const layer = (read: Bytes, depth: number): Bytes => {
    let head: Uint8Array = new Uint8Array(0)
    let settled: Bytes | undefined
    const settle = (isAll: boolean): Bytes => {
      const format = packing(head, header, isAll)
      if (format === undefined) return first
      if (format === "" || depth === 2) {
        settled = innermost = isAll ? Effect.undefined : read
        const bytes = head
        head = new Uint8Array(0)
        return bytes.length === 0 ? settled : Effect.succeed(bytes)
      }
      return Effect.flatMap(unpack(format, head, isAll ? Effect.undefined : read, scope), (unpacked) => {
        settled = layer(unpacked, depth + 1)
        return settled
      })
    }
    const first: Bytes = Effect.flatMap(read, (bytes) => {
      if (bytes === undefined) return settle(true)
      head = concat(head, bytes)
      return settle(false)
    })
    return Effect.suspend(() => settled ?? first)
  }
  return { read: layer(response.read, 0), rest: () => innermost }
}
