import { conflict, type StoreError, unavailable } from "@turnout/state/StoreError"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { Buffer } from "node:buffer"

export type Argument = string | Buffer

/** What of a client is used: node-redis' own has it, and a pool's. */
export interface RedisClient {
  readonly sendCommand: (
    args: ReadonlyArray<Argument>,
    options?: { readonly typeMapping?: { readonly [type: number]: unknown } }
  ) => Promise<unknown>
}

/** Replies are bytes where this is asked for: `$` is the type of a text in the protocol. */
const asBytes = { typeMapping: { 36: Buffer } }

export interface Connection {
  readonly command: (...args: ReadonlyArray<Argument>) => Effect.Effect<unknown, StoreError>
  /** Runs a script; one that the server has not seen, or has lost, is sent once more as a whole. */
  readonly script: (
    source: string,
    keys: ReadonlyArray<string>,
    args: ReadonlyArray<Argument>,
    bytes?: boolean
  ) => Effect.Effect<unknown, StoreError>
}

const digests = new Map<string, string>()

const digestOf = (source: string): string => {
  let digest = digests.get(source)
  if (digest === undefined) {
    digest = createHash("sha1").update(source).digest("hex")
    digests.set(source, digest)
  }
  return digest
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Errors of a key that holds something else. What else a server says is about the server, and may pass. */
const isConflict = (message: string): boolean => /^WRONGTYPE|^TAKEN |^ERR .*not an integer/.test(message)

const errorOf = (cause: unknown, key: string | undefined): StoreError => {
  const message = messageOf(cause)
  if (!isConflict(message)) return unavailable(`Redis: ${message}`, cause)
  const named = message.startsWith("TAKEN ")
    ? message.slice("TAKEN ".length).replace(/ script: .*$/s, "")
    : key
  return conflict(`The key '${named ?? ""}' holds something else, and was left as it is.`, cause)
}

/** `hold`: called before a command is sent and after its reply, so that a program waits for replies and for nothing else. */
export const make = (
  client: RedisClient,
  hold: { readonly begin: () => void; readonly end: () => void }
): Connection => {
  const send = async (args: ReadonlyArray<Argument>, bytes = false): Promise<unknown> => {
    hold.begin()
    try {
      return await client.sendCommand(args, bytes ? asBytes : undefined)
    } finally {
      hold.end()
    }
  }

  const effect = (key: string | undefined, run: () => Promise<unknown>): Effect.Effect<unknown, StoreError> =>
    Effect.callback((resume) => {
      run().then(
        (value) => resume(Effect.succeed(value)),
        (cause: unknown) => resume(Effect.fail(errorOf(cause, key)))
      )
    })

  return {
    command: (...args) => effect(typeof args[1] === "string" ? args[1] : undefined, () => send(args)),
    script: (source, keys, args, bytes = false) =>
      effect(keys.at(-1), async () => {
        const rest = [String(keys.length), ...keys, ...args]
        try {
          return await send(["EVALSHA", digestOf(source), ...rest], bytes)
        } catch (cause) {
          if (!messageOf(cause).startsWith("NOSCRIPT")) throw cause
          return await send(["EVAL", source, ...rest], bytes)
        }
      })
  }
}
