import type { Normalized } from "@turnout/core/Normalize"
import * as Lru from "@turnout/core/Lru"
import * as Seen from "../../decide/table/seen.ts"
import type { Index, Item } from "../../resolve/Resolve.ts"
import type { RouterOptions } from "../../RouterOptions.ts"

export type Asked = Pick<Normalized, "model" | "models">

/** What names were resolved to. */
interface Resolved {
  readonly items: ReadonlyArray<Item>
}

/**
 * What the names that requests ask for again and again were resolved to, in one registry revision. Bounded by names and
 * by endpoints; a name that is met once leaves nothing here.
 */
export interface Names<A extends Resolved> {
  readonly find: (asked: Asked) => A | undefined
  /** Whether it was met before, and may be kept. */
  readonly isMet: (asked: Asked) => boolean
  readonly keep: (asked: Asked, resolved: A) => void
}

const most = 512
const mostEndpoints = 65_536
const longest = 500

/** The names of each index. An index belongs to one router; another one's options read the same names differently. */
export const perIndex = <A extends Resolved>() => {
  const known = new WeakMap<Index, { readonly options: RouterOptions; readonly names: Names<A> }>()
  return (index: Index, options: RouterOptions): Names<A> => {
    const kept = known.get(index)
    if (kept?.options === options) return kept.names
    const names = make<A>()
    known.set(index, { options, names })
    return names
  }
}

const make = <A extends Resolved>(): Names<A> => {
  const seen = Seen.make()
  let endpoints = 0
  const kept = Lru.make<string, A>(most)
  /** Until there is room for so many endpoints. */
  const dropFor = (size: number): void => {
    for (let oldest = kept.oldest(); oldest !== undefined; oldest = kept.oldest()) {
      if (kept.size() < most && endpoints + size <= mostEndpoints) return
      endpoints -= sizeOf(oldest.value)
      kept.remove(oldest.key)
    }
  }
  return {
    find: (asked) => {
      const name = textOf(asked)
      const found = kept.peek(name)
      if (found !== undefined) kept.put(name, found)
      return found
    },
    isMet: (asked) => {
      const name = textOf(asked)
      return name.length <= longest && seen(name)
    },
    keep: (asked, resolved) => {
      const size = sizeOf(resolved)
      dropFor(size)
      endpoints += size
      kept.put(textOf(asked), resolved)
    }
  }
}

const sizeOf = ({ items }: Resolved): number =>
  items.reduce((sum, { endpoints }) => sum + endpoints.length, 0)

/** A list is something else than a chain of the same items. */
const textOf = ({ model, models }: Asked): string =>
  models === undefined ? (model ?? "") : `\n${models.join("\n")}`
