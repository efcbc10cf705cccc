import { assert } from "@effect/vitest"
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import { document, pathOf } from "../scripts/openapi/document.ts"

export { pathOf }

interface Content {
  readonly [media: string]: { readonly schema: object; readonly "x-event-data"?: object }
}

interface Described {
  readonly content?: Content
  readonly $ref?: string
}

interface Operation {
  readonly security?: ReadonlyArray<unknown>
  readonly responses: { readonly [status: string]: Described }
}

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components: { readonly responses: { readonly [name: string]: Described } }
}

/** As it is served, but closed: an answer with a field that no schema names is wrong here. */
export const strict = document({ open: false }) as unknown as Document

const ajv = new Ajv2020({ strict: false, allErrors: true })
ajv.addSchema({ $id: "document", ...strict })

const validators = new Map<object, ValidateFunction>()

const validatorOf = (schema: object): ValidateFunction => {
  const known = validators.get(schema)
  if (known !== undefined) return known
  // References of a part are those of the whole.
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object
  const made = ajv.compile(absolute)
  validators.set(schema, made)
  return made
}

const valid = (schema: object | undefined, value: unknown, what: string): void => {
  if (schema === undefined) return assert.fail(`the document has no schema of ${what}`)
  const validate = validatorOf(schema)
  assert.isTrue(validate(value), `${what}: ${JSON.stringify(validate.errors?.slice(0, 3))}`)
}

/** Reads a whole answer of a route, and holds it against the document. */
export const checked = async (route: string, method: string, response: Response): Promise<unknown> => {
  const path = pathOf(route)
  const what = `${method} ${path} ${response.status}`
  const operation = strict.paths[path]?.[method.toLowerCase()]
  const text = await response.text()
  if (operation === undefined) return assert.fail(`the document has no ${what}`)
  const found = operation.responses[String(response.status)] ?? operation.responses["default"]
  const described =
    found?.$ref === undefined ? found : strict.components.responses[found.$ref.split("/").at(-1)!]
  const media = response.headers.get("content-type")?.split(";")[0] ?? ""
  if (described?.content === undefined) {
    assert.strictEqual(text, "", what)
    return undefined
  }
  const content = described.content[media]
  if (media === "application/json") {
    const value: unknown = JSON.parse(text)
    valid(content?.schema, value, what)
    return value
  }
  if (media === "text/event-stream") {
    const events = text.split("\n").flatMap((line) => (line.startsWith("data: ") ? [line.slice(6)] : []))
    // Responses and Messages end with their last event.
    const ends = route === "/responses" || route === "/messages" ? [] : ["[DONE]"]
    assert.deepStrictEqual(events.splice(events.length - ends.length), ends, what)
    const values = events.map((event): unknown => JSON.parse(event))
    for (const value of values) valid(content?.["x-event-data"], value, what)
    return values
  }
  valid(content?.schema, text, what)
  return text
}
