/** A schema as the node that says what is wrong with a value. */
import * as SchemaAST from "effect/SchemaAST"
import * as Reading from "./reading.ts"

type AST = SchemaAST.AST

const quoted = (value: unknown): string => JSON.stringify(value)

export interface Writer {
  readonly lines: ReadonlyArray<string>
  /** The name of the node of the schema. */
  readonly write: (ast: AST) => string
}

const valueOf = { String: "string", Number: "number", Objects: "object", Arrays: "ReadonlyArray<unknown>" }

const checksOf = (ast: AST): string => {
  const type = valueOf[ast._tag as keyof typeof valueOf]
  const rules = Reading.rulesOf(ast).map(
    ({ expected, test }) => `[${quoted(expected)}, (v: ${type}) => ${test("v")}]`
  )
  return rules.length === 0 ? "" : `[${rules.join(", ")}]`
}

const kindsOf = (ast: AST): ReadonlyArray<string> => {
  switch (ast._tag) {
    case "Arrays":
      return ["array"]
    case "Objects":
      return ["object"]
    case "Literal":
      return ["string"]
    case "Union":
      return [...new Set(ast.types.flatMap(kindsOf))]
    case "String":
    case "Number":
    case "Boolean":
      return [ast._tag.toLowerCase()]
    default:
      return Reading.unknown(`a schema of kind ${ast._tag} in a union`)
  }
}

export const writer = (): Writer => {
  const lines: Array<string> = []
  const names = new Map<string, string>()

  const named = (text: string): string => {
    const known = names.get(text)
    if (known !== undefined) return known
    const name = `node${names.size + 1}`
    names.set(text, name)
    lines.push(`const ${name} = ${text}`)
    return name
  }

  const ofObjects = (ast: SchemaAST.Objects): string => {
    const { indexSignatures: rest, propertySignatures } = ast
    const checks = checksOf(ast)
    if (rest.length === 0 && checks === "") {
      return `fields({ ${propertySignatures.map(({ name, type }) => `${quoted(name)}: ${write(type)}`).join(", ")} })`
    }
    if (rest.length !== 1 || propertySignatures.length > 0) return Reading.unknown("fields beside a record")
    const keys = Reading.rulesOf(rest[0]!.parameter).map((rule) => rule.test("key"))
    const more = [
      ...(keys.length === 0 ? [] : [`key: (key) => ${keys.join(" && ")}`]),
      ...(checks === "" ? [] : [`checks: ${checks}`])
    ]
    return `record(${write(rest[0]!.type)}${more.length === 0 ? "" : `, { ${more.join(", ")} }`})`
  }

  const ofUnion = (ast: SchemaAST.Union): string => {
    const expected = quoted(Reading.expectedOf(ast))
    const words = Reading.wordsOf(ast)
    if (words !== undefined) return `words(${[expected, ...words.map(quoted)].join(", ")})`
    const marks = ast.types.map(Reading.wordOf)
    const keys = new Set(marks.flatMap((mark) => (mark === undefined ? [] : [mark[0]])))
    if (keys.size > 1) return Reading.unknown("a union with two keys that tell its members apart")
    const told = Reading.toldOf(ast)
    const members = ast.types.map((type, index) => {
      const mark = marks[index]
      // Where no object has a mark, Effect looks at a word only for that word; else for any text.
      if (SchemaAST.isLiteral(type) && keys.size === 0) {
        return `[${write(type)}, { only: ${quoted(Reading.literalOf(type))} }]`
      }
      return `[${write(type)}, ${quoted(mark === undefined ? kindsOf(type) : mark[1])}]`
    })
    const more = [
      ...(keys.size === 0 ? [] : [`by: ${quoted([...keys][0])}`]),
      ...(told === undefined ? [] : [`told: ${quoted(told)}`])
    ]
    return `choice(${expected}, [${members.join(", ")}]${more.length === 0 ? "" : `, { ${more.join(", ")} }`})`
  }

  /** An object that a word marks is told as in a union, where it may be absent. */
  const ofMaybe = (ast: AST, given: AST): string => {
    const mark = Reading.wordOf(given)
    if (mark === undefined) return `maybe(${write(given)})`
    const [by, word] = mark.map(quoted)
    const expected = quoted(Reading.expectedOf(ast))
    return `maybe(choice(${expected}, [[${write(given)}, ${word}]], { by: ${by}, told: ${by} }))`
  }

  const write = (ast: AST): string => {
    const given = Reading.maybeOf(ast)
    if (given !== undefined) return named(ofMaybe(ast, given))
    const expected = quoted(Reading.expectedOf(ast))
    switch (ast._tag) {
      case "String":
      case "Number":
      case "Boolean": {
        const checks = checksOf(ast)
        return named(`leaf("${ast._tag.toLowerCase()}", ${expected}${checks === "" ? "" : `, ${checks}`})`)
      }
      case "Literal":
        return named(`words(${expected}, ${quoted(Reading.literalOf(ast))})`)
      case "Declaration":
        return Reading.isFree(ast) ? named(`leaf("object", ${expected})`) : Reading.unknown("a declaration")
      case "Arrays": {
        const checks = checksOf(ast)
        return named(`list(${write(Reading.itemOf(ast))}${checks === "" ? "" : `, ${checks}`})`)
      }
      case "Objects":
        return named(ofObjects(ast))
      case "Union":
        return named(ofUnion(ast))
      default:
        return Reading.unknown(`a schema of kind ${ast._tag}`)
    }
  }

  return { lines, write }
}
