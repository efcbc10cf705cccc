import { membersOf, type Node } from "./node.ts"
import { nodes } from "./validator.ts"

/**
 * The objects that the contract defines, by the keys that lead to them; an array has the shape of its items. In
 * them a null is absent. What no shape names is the caller's own data, nulls and all.
 */
export interface Shape extends ReadonlyMap<string, Shape> {}

/** The shape of what a node describes; undefined for anything but objects with named fields. */
const ofNode = (node: Node): Shape | undefined => {
  switch (node.kind) {
    case "fields": {
      const named = Object.entries(node.fields)
      return named.length === 0 ? undefined : ofFields(named)
    }
    case "list":
      return ofNode(node.item)
    case "maybe":
      return ofNode(node.given)
    case "choice": {
      const shapes = node.members.map(([member]) => ofNode(member)).filter((shape) => shape !== undefined)
      return shapes.length === 0 ? undefined : merged(shapes)
    }
    default:
      return undefined
  }
}

const ofFields = (named: ReadonlyArray<readonly [string, Node]>): Shape => {
  const fields = new Map<string, Shape>()
  for (const [name, node] of named) add(fields, name, ofNode(node))
  return fields
}

const merged = (shapes: ReadonlyArray<Shape>): Shape => {
  const all = new Map<string, Shape>()
  for (const shape of shapes) for (const [name, child] of shape) add(all, name, child)
  return all
}

const add = (fields: Map<string, Shape>, name: string, shape: Shape | undefined): void => {
  if (shape === undefined) return
  const known = fields.get(name)
  fields.set(name, known === undefined ? shape : new Map([...known, ...shape]))
}

let request: Shape | undefined

/** The shape of the chat request, derived at its first use. */
export const ofRequest = (): Shape => (request ??= ofFields(Object.entries(nodes)))

const objectOf = (node: Node): { readonly [name: string]: Node } => {
  const found = membersOf(node).find((each) => each.kind === "fields")
  return found?.fields ?? {}
}

/** The names of the fields of an object that a node describes. */
export const keysOf = (node: Node): ReadonlySet<string> => new Set(Object.keys(objectOf(node)))

export const fieldOf = (node: Node, name: string): Node => objectOf(node)[name]!
