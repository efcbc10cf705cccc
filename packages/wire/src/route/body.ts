import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import { keepAlive } from "@turnout/core/Provider"
import * as Read from "@turnout/core/Read"
import * as Effect from "effect/Effect"
import type { Protocol } from "../Protocol.ts"
import type { TransportResponse } from "../Transport.ts"
import { contentType } from "./contentType.ts"
import * as Failures from "./failures.ts"
import * as Frames from "./frames.ts"
import * as Inflate from "./inflate.ts"
import * as Json from "./json.ts"
import * as Kind from "./kind.ts"
import type { EventRead, Settings } from "./read.ts"

const openBracket = 0x5b

/** These bytes first, then those. */
export const behind = <E>(first: Uint8Array, read: Read.Read<Uint8Array, E>): Read.Read<Uint8Array, E> => {
  if (first.length === 0) return read
  let given = false
  const both = Effect.suspend(() => {
    if (given) return read
    given = true
    return Effect.succeed(first)
  })
  const { pull } = read
  if (pull === undefined) return both
  return Object.assign(both, {
    pull: (reader: Read.Reader<Uint8Array, E>) => {
      if (given) return pull(reader)
      given = true
      reader.given(first)
    }
  })
}

/**
 * The body of an accepted answer, as what its first bytes say that it is: an event stream, or one JSON text. The
 * content type, and `asked` (for a stream), decide where they leave a choice. Vendors mislabel both, answer whole
 * where a stream was asked for, and stream where it was not.
 */
export const read = <S, F>(
  protocol: Protocol<S, F>,
  response: TransportResponse,
  settings: Settings,
  asked: boolean
): EventRead => {
  const { read: bytes, rest } = Inflate.plain(response, settings.context)
  const sniffer = Kind.make()
  let chosen: EventRead | undefined
  let skipped = 0

  const fail = (rule: string, message: string): EventRead =>
    Effect.fail(settings.tell(Failures.malformed(response.status, rule, message)))

  const choose = (found: Kind.Found, rest: Inflate.Bytes): EventRead => {
    const type = contentType(response.headers)
    const labelled = type === protocol.framing.contentType || (asked && type === "")
    if (found.kind === "page") return fail("page", "The answer was a page, not JSON.")
    const { framing } = protocol
    const source = { ...response, read: behind(found.rest, rest) }
    const list = asked && found.rest[0] === openBracket ? framing.list : undefined
    const isFramed =
      found.kind === "events" || (labelled && (found.kind === "unclear" || framing.ofJson === true))
    if (isFramed || list !== undefined) {
      chosen = Frames.read(protocol, source, settings, (list ?? framing.reader)())
    } else chosen = Json.read(protocol, source, settings)
    return chosen
  }

  const first: EventRead = Effect.matchEffect(bytes, {
    onSuccess: (piece): EventRead => {
      if (piece === undefined) {
        return skipped === 0
          ? fail("empty", "The answer was empty.")
          : choose(sniffer.finish(), Effect.undefined)
      }
      const found = sniffer.push(piece)
      skipped += piece.length
      if (found !== undefined) return choose(found, rest())
      return skipped > settings.bodyLimit && !sniffer.commented()
        ? fail("limit", `The answer was longer than ${settings.bodyLimit} bytes.`)
        : Effect.succeed(keepAlive)
    },
    onFailure: (error) =>
      Effect.fail(
        settings.tell(
          isFailure(error) ? error : skipped === 0 ? Failures.unanswered(error) : Failures.brokeOff(error)
        )
      )
  })
  const each = Effect.suspend((): EventRead => chosen ?? first)
  let waited: EventRead["pull"]
  return Object.assign(each, {
    pull: (reader: Read.Reader<ReadonlyArray<Event>, Failure>) => {
      const pull = chosen?.pull ?? (waited ??= Read.pullOf(each, settings.context))
      pull(reader)
    }
  })
}
