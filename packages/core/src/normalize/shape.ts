import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as Param from "../Param.ts"

/**
 * The objects that the contract defines, by the keys that lead to them; an array has the shape of its items. In
 * them a null is absent. What no shape names is the caller's own data, nulls and all.
 */
export interface Shape extends ReadonlyMap<string, Shape> {}

/** The shape of what a schema describes; undefined for anything but objects with named fields. */
const ofAst = (ast: SchemaAST.AST): Shape | undefined => {
  if (SchemaAST.isObjects(ast)) {
    if (ast.propertySignatures.length === 0) return undefined
    const fields = new Map<string, Shape>()
    for (const { name, type } of ast.propertySignatures) add(fields, String(name), ofAst(type))
    return fields
  }
  if (SchemaAST.isArrays(ast)) return ast.rest[0] === undefined ? undefined : ofAst(ast.rest[0])
  if (!SchemaAST.isUnion(ast)) return undefined
  let all: Map<string, Shape> | undefined
  for (const member of ast.types) {
    const shape = ofAst(member)
    if (shape === undefined) continue
    all ??= new Map()
    for (const [name, child] of shape) add(all, name, child)
  }
  return all
}

const add = (fields: Map<string, Shape>, name: string, shape: Shape | undefined): void => {
  if (shape === undefined) return
  const known = fields.get(name)
  fields.set(name, known === undefined ? shape : new Map([...known, ...shape]))
}

/** The shape of a value of this schema. */
export const of = (schema: Schema.Top): Shape | undefined => ofAst(schema.ast)

let request: Shape | undefined

/** The shape of the chat request, derived from the parameter table at its first use. */
export const ofRequest = (): Shape => {
  if (request === undefined) {
    const fields = new Map<string, Shape>()
    for (const name of Param.names) add(fields, name, of(Param.params[name].schema))
    request = fields
  }
  return request
}
