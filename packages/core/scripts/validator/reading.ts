/** What the writers read off a schema's tree, and what of it they refuse to know. */
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { characters } from "../../src/param/characters.ts"
import { FreeObject } from "../../src/param/free.ts"

type AST = SchemaAST.AST

export const unknown = (what: string): never => {
  throw new Error(`The validator has no words for ${what}.`)
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const issueOf = (ast: AST): SchemaIssue.Issue =>
  SchemaAST.isUnion(ast) ? new SchemaIssue.AnyOf(ast, []) : new SchemaIssue.InvalidType(ast)

const member = /\{ readonly "(\w+)": ("\w+"), \.\.\. \}/g

const simpler = (message: string): string =>
  message
    .replace(/^Expected /, "")
    .replaceAll(member, "$2")
    .replaceAll(" | null", "")
    .replaceAll(" | undefined", "")
    .replaceAll(" | ", " or ")

/** What Effect calls a value of the schema, in the words of our messages. */
export const expectedOf = (ast: AST): string => simpler(format(issueOf(ast)).issues[0]!.message)

/** The key by which the members of a union are told apart, where the message is about such a union. */
export const toldOf = (ast: AST): string | undefined => {
  const { message } = format(issueOf(ast)).issues[0]!
  const keys = new Set(Array.from(message.matchAll(member), ([, key]) => key))
  return keys.size === 1 ? [...keys][0] : undefined
}

export const isFree = (ast: AST): boolean => ast === FreeObject.ast

/** What stands in a field that may be absent, null and undefined as well; undefined for any other schema. */
export const maybeOf = (ast: AST): AST | undefined => {
  if (!SchemaAST.isUnion(ast) || ast.types.length !== 2) return undefined
  const [given, absent] = ast.types as [AST, AST]
  if (!SchemaAST.isUndefined(absent) || !SchemaAST.isUnion(given) || given.types.length !== 2)
    return undefined
  return SchemaAST.isNull(given.types[1]!) ? given.types[0]! : undefined
}

interface Payload {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxProperties?: number
  readonly source?: string
  readonly flags?: string
}

export interface Rule {
  readonly expected: string
  /** The rule as an expression of a value. */
  readonly test: (value: string) => string
}

const ruleOf = (check: SchemaAST.Check<never>, keys: (value: string) => string): Rule => {
  if (check._tag !== "Filter" || check.aborted) return unknown("a group of checks, or one that ends them")
  const notes = (check.annotations ?? {}) as {
    readonly expected?: string
    readonly representation?: { readonly id: string; readonly payload: Payload | null }
    readonly [characters]?: number
  }
  const { expected = unknown("a check without words"), representation, [characters]: most } = notes
  if (most !== undefined) return { expected, test: (value) => `fitsCharacters(${value}, ${most})` }
  const { maximum, maxLength, maxProperties, minimum, minLength, ...payload } = representation?.payload ?? {}
  const between = (what: (value: string) => string, from?: number, to?: number) => (value: string) =>
    [from === undefined ? [] : `${what(value)} >= ${from}`, to === undefined ? [] : `${what(value)} <= ${to}`]
      .flat()
      .join(" && ")
  const size = (value: string) => `${value}.length`
  switch (representation?.id.replace("effect/schema/", "")) {
    case "isFinite":
      return { expected, test: (value) => `Number.isFinite(${value})` }
    case "isInt":
      return { expected, test: (value) => `Number.isSafeInteger(${value})` }
    case "isBetween":
    case "isGreaterThanOrEqualTo":
      if (payload.exclusiveMinimum === true) return unknown("an excluded minimum of a range")
      return { expected, test: between((value) => value, minimum, maximum) }
    case "isGreaterThan":
      return { expected, test: (value) => `${value} > ${payload.exclusiveMinimum as number}` }
    case "isMinLength":
    case "isMaxLength":
      return { expected, test: between(size, minLength, maxLength) }
    case "isBetweenLength":
      return { expected, test: between(size, minimum, maximum) }
    case "isMaxProperties":
      return { expected, test: (value) => `${keys(value)}.length <= ${maxProperties}` }
    case "isPattern":
      return { expected, test: (value) => `/${payload.source}/${payload.flags}.test(${value})` }
    default:
      return unknown(`the check ${representation?.id ?? expected}`)
  }
}

/** Of a map only the keys count that its rule takes. */
const keysOf =
  (ast: AST) =>
  (value: string): string => {
    const rules = SchemaAST.isObjects(ast)
      ? ast.indexSignatures.flatMap((each) => rulesOf(each.parameter))
      : []
    const taken = rules.map((rule) => rule.test("key")).join(" && ")
    return `Object.keys(${value})${taken === "" ? "" : `.filter((key) => ${taken})`}`
  }

/** The rules of a node beyond its kind. */
export const rulesOf = (ast: AST): ReadonlyArray<Rule> =>
  ((ast.checks ?? []) as ReadonlyArray<SchemaAST.Check<never>>).map((check) => ruleOf(check, keysOf(ast)))

/** The item of a list; a tuple is none. */
export const itemOf = ({ elements, rest }: SchemaAST.Arrays): AST =>
  elements.length === 0 && rest.length === 1 ? rest[0]! : unknown("a tuple")

/** The field of an object that only one word fits, by which unions pick it. */
export const wordOf = (ast: AST): readonly [key: string, word: string] | undefined => {
  if (!SchemaAST.isObjects(ast)) return undefined
  const found = ast.propertySignatures.flatMap(({ name, type }) =>
    SchemaAST.isLiteral(type) ? [[String(name), literalOf(type)] as const] : []
  )
  return found.length > 1 ? unknown("an object of two fixed words") : found[0]
}

export const literalOf = ({ literal }: SchemaAST.Literal): string =>
  typeof literal === "string" ? literal : unknown(`the literal ${String(literal)}`)

/** The texts of a union of nothing else. */
export const wordsOf = ({ types }: SchemaAST.Union): ReadonlyArray<string> | undefined =>
  types.every(SchemaAST.isLiteral) ? types.map(literalOf) : undefined
