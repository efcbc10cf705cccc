/** A schema as an expression of a value: plain comparisons, and a function for what is repeated. */
import type * as SchemaAST from "effect/SchemaAST"
import * as Reading from "./reading.ts"

type AST = SchemaAST.AST

const all = (tests: ReadonlyArray<string>): string => tests.join(" && ")
const any = (tests: ReadonlyArray<string>): string => `(${tests.join(" || ")})`

export interface Writer {
  readonly lines: ReadonlyArray<string>
  /** The name of the function that tests a value of the schema. */
  readonly name: (ast: AST) => string
}

export const writer = (): Writer => {
  const lines: Array<string> = []
  const names = new Map<string, string>()

  const named = (body: string): string => {
    const known = names.get(body)
    if (known !== undefined) return known
    const name = `is${names.size + 1}`
    names.set(body, name)
    lines.push(`const ${name} = (v: unknown): boolean => ${body}`)
    return name
  }

  const name = (ast: AST): string => {
    const body = test(ast, "v")
    const call = /^(is\d+)\(v\)$/.exec(body)
    return call === null ? named(body) : call[1]!
  }

  const withRules = (ast: AST, value: string, tests: ReadonlyArray<string>): string =>
    all([...tests, ...Reading.rulesOf(ast).map((rule) => rule.test(value))])

  const ofObjects = (ast: SchemaAST.Objects): string => {
    const fields = ast.propertySignatures.map(({ name, type }) => test(type, `v[${JSON.stringify(name)}]`))
    const values = ast.indexSignatures.map(({ parameter, type }) => {
      const keys = Reading.rulesOf(parameter).map((rule) => rule.test("key"))
      const filter = keys.length === 0 ? "" : `, (key) => ${all(keys)}`
      return `everyValue(v, ${name(type)}${filter})`
    })
    return named(withRules(ast, "v", ["isBag(v)", ...fields, ...values]))
  }

  const ofUnion = (ast: SchemaAST.Union, value: string): string => {
    const words = ast.types.map(Reading.wordOf)
    const key = words[0]?.[0]
    if (key === undefined || words.some((word) => word?.[0] !== key)) {
      return any(ast.types.map((type) => test(type, value)))
    }
    const cases = ast.types.map(
      (type, index) => `case ${JSON.stringify(words[index]![1])}: return ${name(type)}(v)`
    )
    return `${named(`{ switch (isBag(v) && v["${key}"]) { ${cases.join("\n")}\ndefault: return false } }`)}(${value})`
  }

  const test = (ast: AST, value: string): string => {
    const given = Reading.maybeOf(ast)
    if (given !== undefined) {
      const right = test(given, "v")
      const safe = right.startsWith("(") || !right.includes(" && ") ? right : `(${right})`
      return `${named(`v === undefined || v === null || ${safe}`)}(${value})`
    }
    switch (ast._tag) {
      case "String":
      case "Number":
      case "Boolean":
        return withRules(ast, value, [`typeof ${value} === "${ast._tag.toLowerCase()}"`])
      case "Literal":
        return `${value} === ${JSON.stringify(Reading.literalOf(ast))}`
      case "Declaration":
        return Reading.isFree(ast) ? `isBag(${value})` : Reading.unknown("a declaration")
      case "Arrays":
        return withRules(ast, value, [`every(${value}, ${name(Reading.itemOf(ast))})`])
      case "Objects":
        return `${ofObjects(ast)}(${value})`
      case "Union":
        return ofUnion(ast, value)
      default:
        return Reading.unknown(`a schema of kind ${ast._tag}`)
    }
  }

  return { lines, name }
}
