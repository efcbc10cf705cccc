import type { Credential, KeyUse } from "@turnout/core/Provider"
import { textOf } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import type { Normalized } from "@turnout/core/Normalize"
import type { Routing } from "@turnout/core/Gateway"
import * as Credentials from "../Credentials.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import { nameOf } from "../memory/health/key.ts"
import * as SeededRandom from "../SeededRandom.ts"

/**
 * What keeps the requests of a conversation together: its session, else how it begins. Its tools and what it was told
 * first stand before everything that a vendor caches of it.
 */
export const beginning = ({ embedding, messages, tools }: Request, session: string | undefined): string => {
  if (session !== undefined) return session
  // Nothing is cached of what follows nothing: any key will do.
  if (embedding !== undefined) return JSON.stringify(embedding.input[0])
  const parts: Array<string> = []
  for (const { content, role } of messages) {
    if (role === "system" || role === "developer") parts.push(textOf(content))
  }
  const first = messages.find(({ role }) => role === "user")
  return JSON.stringify([parts, tools ?? [], first?.content ?? ""])
}

/**
 * The keys in the order in which a call tries them. Keys of one owner share the load, where they are not to be used in
 * order: each conversation has its own first key, the same in every process, and its own next ones.
 */
export const make = (keys: Credentials.Keys, use: KeyUse, beginning: () => string): Credentials.Keys => {
  let made: Map<string, ReadonlyArray<Credential>> | undefined
  let random: SeededRandom.SeededRandom | undefined
  return (provider) => {
    const given = keys(provider)
    if (given.length < 2 || (provider.keys ?? use) === "in_order") return given
    made ??= new Map()
    let ordered = made.get(provider.id)
    if (ordered === undefined) {
      const drawn = (random ??= SeededRandom.fromText(beginning()))
      const chances = new Map(given.map((each) => [each, drawn("key", nameOf(provider.id, each))]))
      const ofOwner = (owner: Credential["owner"]) =>
        given
          .filter((each) => each.owner === owner)
          .sort((one, other) => chances.get(other)! - chances.get(one)!)
      ordered = [...ofOwner("byok"), ...ofOwner("platform")]
      made.set(provider.id, ordered)
    }
    return ordered
  }
}

/** Says nothing of whose keys are used. */
const isFree = ({ only_byok, only_platform }: Routing): boolean =>
  only_byok === undefined && only_platform === undefined

/** The same for a call, as the host and the caller say. */
export const of =
  ({ keys = "shared" }: RouterOptions, defaults: Routing) =>
  (own: Credentials.Own, { request, routing }: Normalized): Credentials.Keys => {
    const session = routing.session ?? defaults.session ?? request.prompt_cache_key
    const usable = Credentials.make(
      own,
      isFree(defaults) && isFree(routing) ? {} : { ...defaults, ...routing }
    )
    return make(usable, keys, () => beginning(request, session))
  }
