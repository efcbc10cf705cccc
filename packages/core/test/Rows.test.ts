import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Normalize from "@turnout/core/Normalize"
import { notYet } from "@turnout/core/NotYet"
import * as Param from "@turnout/core/Param"
import { RequestSchema, schemas } from "@turnout/core/RequestSchema"
import { fields } from "./rows/fields.ts"
import { gateway } from "./rows/gateway.ts"
import type { Row } from "./rows/Row.ts"

const base = { model: "m", messages: [{ role: "user", content: "hello" }] }

/** The request with a value at a dotted path. */
const at = (path: string, value: unknown, target: { readonly [key: string]: unknown }): object => {
  const [key, ...rest] = path.split(".")
  if (rest.length === 0) return { ...target, [key!]: value }
  const inner = (target[key!] ?? {}) as { readonly [key: string]: unknown }
  return { ...target, [key!]: at(rest.join("."), value, inner) }
}

const later = (field: string, value: unknown): boolean =>
  notYet.some(
    ({ inert, param }) =>
      (param === field && inert?.includes(value) !== true) || field.startsWith(`${param}.`)
  )

const accept = (request: object): Normalize.Normalized => {
  const result = Normalize.normalize(request)
  if (Result.isFailure(result)) assert.fail(result.failure.message)
  return result.success
}

const refuse = (request: object) => {
  const result = Normalize.normalize(request)
  if (Result.isSuccess(result)) assert.fail(`accepted: ${JSON.stringify(request)}`)
  return result.failure
}

const requestOf = ({ field, with: more }: Row, stream: boolean) => ({
  ...base,
  ...(field === "stream" ? {} : { stream }),
  ...more
})

const passes = (row: Row, stream: boolean): void => {
  for (const value of row.passes) {
    const request = at(row.field, value, requestOf(row, stream))
    if (later(row.field, value)) {
      assert.include(refuse(request).message, "not available yet")
      continue
    }
    const { request: read } = accept(request)
    if (row.sent !== undefined) {
      assert.deepStrictEqual((read as unknown as { readonly [key: string]: unknown })[row.sent], value)
    }
  }
}

const fails = (row: Row, stream: boolean): void => {
  for (const value of row.fails) {
    const { code, param, status, violations } = refuse(at(row.field, value, requestOf(row, stream)))
    const about = `${row.field} = ${JSON.stringify(value)?.slice(0, 80)}`
    assert.isAtLeast(violations.length, 1)
    assert.isTrue(param?.startsWith(row.field), `${about} is blamed at ${param}`)
    assert.strictEqual(status, 400)
    assert.include(
      [
        "invalid_parameter_value",
        "missing_required_parameter",
        "unknown_parameter",
        "unsupported_modalities"
      ],
      code,
      about
    )
  }
}

const isAbsent = (row: Row, stream: boolean): void => {
  const without = requestOf(row, stream)
  if (row.required !== undefined) {
    const { [row.field]: _, ...rest } = without as { readonly [key: string]: unknown }
    for (const request of [rest, { ...rest, [row.field]: null }, { ...rest, [row.field]: undefined }]) {
      const { code, param } = refuse(request)
      assert.deepStrictEqual([code, param], [row.required, row.field])
    }
    return
  }
  if (later(row.field, null) && row.with !== undefined) return
  const expected = accept(without)
  for (const value of [null, undefined]) {
    assert.deepStrictEqual(accept(at(row.field, value, without)), expected)
  }
}

const rows = [...fields, ...gateway]

describe("every field of the contract, unary and streamed", () => {
  for (const row of rows) {
    it(`${row.field}: its limits pass, just outside and other kinds do not, null is absent`, () => {
      for (const stream of [false, true]) {
        passes(row, stream)
        fails(row, stream)
        isAbsent(row, stream)
      }
    })
  }

  it("has a row, down to the last key of gateway", () => {
    const known = new Set(rows.map(({ field }) => field))
    const named: Array<string> = [...Param.names]
    const keys = (schema: Described, path: string): void => {
      named.push(path)
      for (const inner of schema.anyOf ?? [schema]) {
        for (const [key, more] of Object.entries(inner.properties ?? {})) keys(more, `${path}.${key}`)
      }
    }
    keys(describedOf(schemas.gateway), "gateway")
    assert.deepStrictEqual(
      named.filter((name) => !known.has(name)),
      []
    )
    assert.deepStrictEqual(Object.keys(RequestSchema.fields), [...Param.names])
  })
})

describe("the schema of the whole request", () => {
  const request = {
    ...base,
    temperature: 1,
    messages: [{ role: "user", content: [{ type: "text", text: "x", own: 1 }], mine: 2 }],
    later: { a: null }
  }

  it("allows keys that it does not name, and decodes what it names", () => {
    assert.isTrue(Schema.is(RequestSchema)(request))
    const decoded = Schema.decodeUnknownSync(RequestSchema)(request)
    assert.deepStrictEqual(decoded, {
      ...base,
      temperature: 1,
      messages: [{ role: "user", content: [{ type: "text", text: "x" }] }]
    })
    assert.isFalse(Schema.is(RequestSchema)({ ...request, temperature: 3 }))
  })
})

interface Described {
  readonly properties?: { readonly [key: string]: Described }
  readonly anyOf?: ReadonlyArray<Described>
}

const describedOf = (schema: Schema.Top): Described =>
  Schema.toJsonSchemaDocument(schema as Schema.Schema<unknown>).schema as Described
