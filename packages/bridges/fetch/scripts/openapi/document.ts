/** The OpenAPI document of the door: its table of routes, with what `operations.ts` says of each. */
import * as Schema from "effect/Schema"
import type { Route } from "../../src/fetch-door/route.ts"
import { routes } from "../../src/fetch-door/routes.ts"
import { headers } from "./headers.ts"
import { ErrorBody } from "./lists.ts"
import { type Operation, operations } from "./operations.ts"

type Json = { readonly [name: string]: unknown }

interface Options {
  /** Whether an answer may hold fields that no schema names: yes for clients, which then live with newer doors. */
  readonly open: boolean
}

/** Path as it stands in a document: versions in front, plain names in braces. */
export const pathOf = (path: string): string =>
  (/^\/(v0|openapi|llms)\b/.test(path) ? path : `/v1${path}`).replace("{+", "{")

const anything: Operation = { summary: "", request: Schema.Unknown, answer: Schema.Unknown }

export const document = ({ open }: Options): Json => {
  const schemas: { [name: string]: unknown } = {}
  const schemaOf = (schema: Schema.Top, isAnswer: boolean): unknown => {
    const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema, {
      onExcessProperty: isAnswer && !open ? "error" : "ignore"
    })
    for (const [name, definition] of Object.entries(definitions)) schemas[name] = simpler(definition)
    return simpler(root)
  }

  const paths: { [path: string]: { [method: string]: unknown } } = {}
  for (const route of routes) {
    const path = pathOf(route.path)
    const operation = operations[route.path] ?? anything
    for (const method of route.methods) {
      const { [path]: found = {} } = paths
      paths[path] = { ...found, [method.toLowerCase()]: operationOf(route, method, operation, schemaOf) }
    }
  }
  schemaOf(ErrorBody, true)
  return {
    openapi: "3.1.0",
    info: {
      title: "Turnout",
      version: "0.1.0",
      description: "An LLM router: OpenAI-style requests, routed across models and vendors."
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { x_api_key: [] }, {}],
    paths,
    components: {
      schemas,
      headers,
      responses,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        x_api_key: { type: "apiKey", in: "header", name: "x-api-key" }
      }
    }
  }
}

const operationOf = (
  { open, path }: Route,
  method: string,
  { answer, error, event, media = "application/json", query = {}, request, summary }: Operation,
  schemaOf: (schema: Schema.Top, isAnswer: boolean) => unknown
): Json => {
  const named = /\{\+?(\w+)\}/.exec(path)?.[1]
  const text = { type: "string" }
  const parameters = [
    ...(named === undefined ? [] : [{ name: named, in: "path", required: true, schema: text }]),
    ...Object.entries(query).map(([name, description]) => ({ name, in: "query", description, schema: text }))
  ]
  const content = {
    [media]: { schema: schemaOf(answer, true) },
    ...(event === undefined
      ? {}
      : { "text/event-stream": { schema: text, "x-event-data": schemaOf(event, true) } })
  }
  return {
    operationId: `${method.toLowerCase()}${pathOf(path).replace(/[^a-z0-9]+(\w?)/gi, (_, next: string) => next.toUpperCase())}`,
    ...(summary === "" ? {} : { summary }),
    ...(open === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(request, false) } }
          }
        }),
    responses: {
      200: {
        description: "The answer.",
        headers: request === undefined ? identified : referred,
        ...(method === "HEAD" ? {} : { content })
      },
      default:
        error === undefined
          ? { $ref: `#/components/responses/${method === "HEAD" ? "Bare" : ""}Error` }
          : { ...bareError, content: { "application/json": { schema: schemaOf(error, true) } } }
    }
  }
}

const referred = Object.fromEntries(
  Object.keys(headers).map((name) => [name, { $ref: `#/components/headers/${name}` }])
)

const identified = { "X-Request-ID": referred["X-Request-ID"] }

const bareError = { description: "What went wrong, with the status of its kind.", headers: referred }

const responses = {
  Error: {
    ...bareError,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } }
  },
  BareError: bareError
}

/** References point into the document, and what stands twice in a choice stands once. */
const simpler = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(simpler)
  if (typeof value !== "object" || value === null) return value
  const found: { [name: string]: unknown } = {}
  for (const [name, part] of Object.entries(value)) {
    if (name === "$ref" && typeof part === "string") {
      found[name] = part.replace("#/$defs/", "#/components/schemas/")
    } else if (name === "anyOf" && Array.isArray(part)) {
      const choices = [...new Map(part.map((each) => [JSON.stringify(each), simpler(each)])).values()]
      if (choices.length === 1) Object.assign(found, choices[0])
      else found[name] = choices
    } else if (!isNeedless(name, part)) found[name] = simpler(part)
  }
  return found
}

const isNeedless = (name: string, part: unknown): boolean =>
  (name === "additionalProperties" && part === true) ||
  ((name === "minimum" || name === "maximum") && Math.abs(Number(part)) === Number.MAX_SAFE_INTEGER)
