import * as fc from "fast-check"
import type { SchemaAST } from "effect"

type AST = SchemaAST.AST

const text = (ast: AST): fc.Arbitrary<unknown> => {
  const sizes = (ast.checks ?? []).flatMap(({ annotations }) => {
    const numbers = String(annotations?.["expected"]).match(/\d+/g)
    return (numbers ?? []).map(Number)
  })
  const around = fc.constantFrom(0, 1, ...sizes.flatMap((size) => [size - 1, size, size + 1]))
  return fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom("https://x.test/a.png", "DATA:image/png;base64,AA", "file:///x"),
    around.map((length) => "é".repeat(Math.max(0, length))),
    around.map((length) => "👍🏽".repeat(Math.max(0, length)))
  )
}

const number = fc.oneof(fc.integer({ min: -101, max: 101 }), fc.double({ noNaN: true, min: -3, max: 21 }))

/** Short, and at times about as long as a list or map of the contract may be. */
const sized = <A>(of: (size: { minLength: number; maxLength: number }) => fc.Arbitrary<A>): fc.Arbitrary<A> =>
  fc.oneof(
    { weight: 5, arbitrary: of({ minLength: 0, maxLength: 4 }) },
    { weight: 1, arbitrary: of({ minLength: 9, maxLength: 12 }) }
  )

const right = (ast: AST, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  switch (ast._tag) {
    case "String":
      return text(ast)
    case "Number":
      return number
    case "Boolean":
      return fc.boolean()
    case "Null":
      return fc.constant(null)
    case "Undefined":
      return fc.constant(undefined)
    case "Literal":
      return fc.constant(ast.literal)
    case "Arrays":
      return sized((size) => fc.array(near(ast.rest[0]!, wrong), size))
    case "Union":
      return fc.oneof(...ast.types.map((type) => near(type, wrong)))
    case "Objects":
      return objects(ast, wrong)
    default:
      return fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })
  }
}

const objects = (ast: SchemaAST.Objects, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  const [rest] = ast.indexSignatures
  if (rest !== undefined) {
    const key = fc.oneof(fc.string({ maxLength: 4 }), fc.constant("k".repeat(51)))
    return sized(({ maxLength, minLength }) =>
      fc.dictionary(key, near(rest.type, wrong), { minKeys: minLength, maxKeys: maxLength })
    )
  }
  const fields = Object.fromEntries(
    ast.propertySignatures.map(({ name, type }) => [String(name), near(type, wrong)])
  )
  const required = ast.propertySignatures.filter(({ type }) => type.context?.isOptional !== true)
  const all = required.map(({ name }) => String(name))
  const whole = fc.record({ ...fields, extra: fc.constant(1) }, { requiredKeys: all as Array<"extra"> })
  // As JSON has it: what is undefined is not there.
  const clean = (record: object) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
  return fc
    .oneof(
      { weight: 6, arbitrary: whole },
      { weight: 1, arbitrary: fc.record({ ...fields, extra: wrong }, { requiredKeys: [] }) }
    )
    .map(clean)
}

/** Values of a schema, in which here and there something is of another kind or missing. */
export const near = (ast: AST, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: right(ast, wrong) }, { weight: 1, arbitrary: wrong })
