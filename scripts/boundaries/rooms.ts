/**
 * The router's source is six rooms below its public modules. A room imports only rooms below it. A public module
 * stands as high as the highest room that it leads to, directly or through other public modules.
 */
import { resolver } from "./cycles.ts"
import type { Rule } from "./Workspace.ts"

const root = "packages/router/src/"

/** From a request down to what is remembered between calls. */
export const rooms: ReadonlyArray<string> = ["intake", "answer", "attempt", "decide", "resolve", "memory"]

/** `packages/router/src/decide/strategies/cost.ts` → `decide`; undefined for a public module. */
export const roomOf = (path: string): string | undefined => {
  const [first = "", ...rest] = path.startsWith(root) ? path.slice(root.length).split("/") : []
  return rest.length === 0 ? undefined : first
}

interface Edge {
  readonly line: number
  readonly specifier: string
  readonly target: string
}

const heightOf = (room: string): number => rooms.length - rooms.indexOf(room)

export const check: Rule = (workspace) => {
  const resolve = resolver(workspace)
  const sources = workspace.packages.find(({ name }) => name === "@turnout/router")?.sources ?? []
  const edges = new Map<string, ReadonlyArray<Edge>>()
  for (const { imports, path } of sources) {
    if (path === `${root}index.ts`) continue
    const inside = imports.flatMap(({ line, specifier }) => {
      const target = resolve(path, specifier)
      return target?.startsWith(root) === true ? [{ line, specifier, target }] : []
    })
    edges.set(path, inside)
  }

  /** 0 for a public module that leads to no room; a cycle is another rule's to report. */
  const heights = new Map<string, number>()
  const height = (path: string): number => {
    const room = roomOf(path)
    if (room !== undefined) return heightOf(room)
    const known = heights.get(path)
    if (known !== undefined) return known
    heights.set(path, 0)
    const own = Math.max(0, ...(edges.get(path) ?? []).map(({ target }) => height(target)))
    heights.set(path, own)
    return own
  }

  const found: Array<string> = []
  for (const [path, targets] of edges) {
    const room = roomOf(path)
    if (room === undefined) continue
    if (!rooms.includes(room)) {
      found.push(`${path}:1: ${room} is none of the rooms ${rooms.join(", ")}`)
      continue
    }
    for (const { line, specifier, target } of targets) {
      const above = height(target)
      if (above <= heightOf(room)) continue
      const via = roomOf(target) === undefined ? `, which leads to ${rooms[rooms.length - above]}` : ""
      found.push(`${path}:${line}: ${room} is below ${specifier}${via}`)
    }
  }
  return found
}
