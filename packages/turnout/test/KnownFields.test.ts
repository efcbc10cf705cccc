import { assert, describe, it } from "@effect/vitest"
import { RequestSchema } from "@turnout/core/RequestSchema"
import { Schema, SchemaAST } from "effect"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import ts from "typescript-5.9"

/* The official SDK's own declarations, walked beside our schema: whatever its request can say has a name here. */

const file = join(
  dirname(createRequire(import.meta.url).resolve("openai")),
  "resources/chat/completions/completions.d.ts"
)

interface Theirs {
  readonly checker: ts.TypeChecker
  readonly request: ts.Type
}

let read: Theirs | undefined

const theirs = (): Theirs => {
  if (read !== undefined) return read
  const program = ts.createProgram([file], { strict: true, skipLibCheck: true, noEmit: true, types: [] })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!
  const base = checker
    .getExportsOfModule(module)
    .find((symbol) => symbol.name === "ChatCompletionCreateParamsBase")!
  read = { checker, request: checker.getDeclaredTypeOfSymbol(base) }
  return read
}

/** The alternatives of one of our types, each an object, a list or something that holds no names. */
const alternatives = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  SchemaAST.isUnion(ast) ? ast.types.flatMap(alternatives) : [ast]

const fieldOf = (ast: SchemaAST.AST, name: string): SchemaAST.AST | undefined =>
  SchemaAST.isObjects(ast) ? ast.propertySignatures.find((field) => field.name === name)?.type : undefined

/** Any object, and any key of one, passes here. */
const isFree = (ast: SchemaAST.AST): boolean =>
  SchemaAST.isDeclaration(ast) || (SchemaAST.isObjects(ast) && ast.propertySignatures.length === 0)

interface Walk {
  readonly known: ReadonlySet<string>
  readonly missing: ReadonlySet<string>
}

const walk = (schema: SchemaAST.AST): Walk => {
  const { checker, request } = theirs()
  const known = new Set<string>()
  const missing = new Set<string>()
  const seen = new Set<string>()

  const visit = (type: ts.Type, ours: ReadonlyArray<SchemaAST.AST>, path: string): void => {
    if (type.isUnion()) {
      for (const member of type.types) visit(member, ours, path)
      return
    }
    const isText = checker.isTypeAssignableTo(type, checker.getStringType())
    if (isText || (type.flags & ts.TypeFlags.Object) === 0) return
    if (checker.isArrayType(type)) {
      const items = ours.filter(SchemaAST.isArrays).flatMap(({ rest }) => rest.flatMap(alternatives))
      const [item] = checker.getTypeArguments(type as ts.TypeReference)
      visit(item!, items, `${path}[]`)
      return
    }
    const key = `${path} ${checker.typeToString(type)}`
    if (seen.has(key) || ours.some(isFree)) return
    seen.add(key)
    const fields = checker.getPropertiesOfType(type)
    const candidates = narrowed(fields, ours)
    for (const field of fields) {
      const at = `${path}.${field.name}`.replace(/^\./, "")
      const found = candidates.map((ast) => fieldOf(ast, field.name)).filter((ast) => ast !== undefined)
      if (found.length === 0) missing.add(at)
      else {
        known.add(at)
        visit(checker.getTypeOfSymbol(field), found.flatMap(alternatives), at)
      }
    }
  }

  /** Ours of the same `role` or `type`, where theirs has one. */
  const narrowed = (
    fields: ReadonlyArray<ts.Symbol>,
    ours: ReadonlyArray<SchemaAST.AST>
  ): ReadonlyArray<SchemaAST.AST> => {
    for (const field of fields) {
      const literal = checker.getTypeOfSymbol(field)
      if (!literal.isStringLiteral()) continue
      const same = ours.filter((ast) => {
        const own = fieldOf(ast, field.name)
        return own !== undefined && SchemaAST.isLiteral(own) && own.literal === literal.value
      })
      if (same.length > 0) return same
    }
    return ours
  }

  visit(request, alternatives(schema), "")
  return { known, missing }
}

describe("OpenAI's request, as its SDK declares it", () => {
  it("has no field that is not known by name, at any depth", () => {
    const { known, missing } = walk(RequestSchema.ast)
    assert.deepStrictEqual([...missing], [])
    for (const path of [
      "moderation.policy.output.mode",
      "messages[].content[].prompt_cache_breakpoint.ttl",
      "messages[].tool_calls[].custom.input",
      "tool_choice.allowed_tools.mode",
      "web_search_options.user_location.approximate.timezone",
      "stream_options.include_obfuscation"
    ]) {
      assert.isTrue(known.has(path), `${path} was looked at`)
    }
  })

  it("would be missed where a name is lacking", () => {
    const { moderation: _, ...fields } = RequestSchema.fields
    assert.deepStrictEqual([...walk(Schema.Struct(fields).ast).missing], ["moderation"])
  })
})
