import * as Normalize from "@turnout/core/Normalize"
import { notYet } from "@turnout/core/NotYet"
import * as Param from "@turnout/core/Param"
import { schemas } from "@turnout/core/RequestSchema"
import * as Result from "effect/Result"
import { banner, table } from "./markdown.ts"
import { alternatives, type Described, describe, words } from "./words.ts"

const governors: { readonly [governs in Param.Governs]: string } = {
  wire: "the vendor",
  router: "the router",
  host: "the host",
  retired: "deprecated"
}

const actions: { readonly [action in Param.FitAction]: string } = {
  drop: "drop it",
  clamp: "move it into the endpoint's range, or drop it",
  cut: "keep the first entries, or drop it",
  level: "move it to the next lower level, else the next higher, or drop it",
  keep: "nothing: an endpoint that cannot is no candidate",
  none: "–"
}

const later = new Set(notYet.map(({ param }) => param))

/** What a reader has to know besides: another name, and what is not built. */
const remark = (path: string, becomes?: string): string =>
  [
    ...(becomes === undefined ? [] : [`becomes \`${becomes}\``]),
    ...(later.has(path) ? ["not available yet: refused"] : [])
  ].join("; ")

/** Asks normalize what it does with a deprecated field. */
const retirement = (name: string): string => {
  for (const value of [{}, true, "x", []]) {
    const result = Normalize.normalize({
      model: "m",
      messages: [{ role: "user", content: "" }],
      [name]: value
    })
    if (Result.isSuccess(result)) return `dropped, warning \`${result.success.warnings[0]?.type}\``
    if (result.failure.code !== "invalid_parameter_value") return `refused, \`${result.failure.code}\``
  }
  throw new Error(`No value of '${name}' is of its kind.`)
}

const parameterRows = (): ReadonlyArray<ReadonlyArray<string>> =>
  Param.names.map((name) => {
    const { becomes, fit, governs } = Param.params[name] as Param.Param
    return [
      `\`${name}\``,
      words(describe(schemas[name])),
      governors[governs],
      becomes === undefined ? actions[fit] : "–",
      governs === "retired" && becomes === undefined ? retirement(name) : remark(name, becomes)
    ]
  })

/** Members of a union are told apart by the literal of one of these. */
const discriminants = ["role", "type"]

const kindOf = ({ properties }: Described): string => {
  for (const key of discriminants) {
    const literal = properties?.[key]?.enum
    if (literal !== undefined && literal.length === 1) return ` (${literal[0]})`
  }
  return ""
}

/** Every field below a path, depth first. */
const fields = (schema: Described, path: string): ReadonlyArray<ReadonlyArray<string>> =>
  alternatives(schema).flatMap((alternative) => {
    if (alternative.items !== undefined) return fields(alternative.items, `${path}[]`)
    if (alternative.properties === undefined) return []
    const here = path + kindOf(alternative)
    return Object.entries(alternative.properties).flatMap(([name, inner]) => [
      [
        `\`${here}.${name}\``,
        words(inner),
        alternative.required?.includes(name) === true ? "required" : remark(`${path}.${name}`)
      ],
      ...fields(inner, `${here}.${name}`)
    ])
  })

const sections: ReadonlyArray<{ readonly title: string; readonly names: ReadonlyArray<Param.ParamName> }> = [
  { title: "For the router and the host: `gateway`", names: ["gateway"] },
  { title: "Messages", names: ["messages"] },
  { title: "Tools and the form of the answer", names: ["tools", "tool_choice", "response_format"] },
  {
    title: "Objects that a vendor's API defines",
    names: ["stream_options", "web_search_options", "prompt_cache_options", "moderation"]
  }
]

/** The page `parameters.md`, from the parameter table and nothing else. */
export const parameters = (): string =>
  [
    banner,
    "# Parameters of a chat request",
    "Every field that is known by name, as `Param` states it. Null is the same as absent, for each of them. *Who reads it* says where it " +
      "goes; *what may become of it* says what happens at an endpoint that does not take it as it is: every change is told in the answer's " +
      "`routing_metadata.warnings`, and with `drop_params: false` such an endpoint is left out instead. What the endpoints of each vendor do " +
      "is in the [matrix](matrix.md). A field that is not in this table is passed on to endpoints whose format is OpenAI's, with a warning.",
    table(["parameter", "type and range", "read by", "what may become of it", ""], parameterRows()),
    ...sections.flatMap(({ names, title }) => [
      `## ${title}`,
      table(
        ["field", "type and range", ""],
        names.flatMap((name) => fields(describe(schemas[name]), name))
      )
    ])
  ].join("\n\n") + "\n"
