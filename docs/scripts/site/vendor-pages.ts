import { asOf } from "@turnout/catalog/Catalog"
import type { DirectoryEndpoint } from "@turnout/router/Directory"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { globSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { table } from "../reference/markdown.ts"
import { endpointsOf } from "./directory.ts"
import { root } from "./repository.ts"

/** An option of a vendor's account, as its type says it. */
export interface Option {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly text: string
}

/** What the suite is told of a vendor's package, by the package's folder. */
export const subjectsByFolder = async (): Promise<
  ReadonlyMap<string, ReadonlyArray<VendorSuite.Subject>>
> => {
  const folders = globSync("packages/providers/*/package.json", { cwd: root }).sort()
  const entries = folders.map(async (manifest): Promise<[string, ReadonlyArray<VendorSuite.Subject>]> => {
    const folder = manifest.split("/").at(-2) ?? ""
    const [file] = globSync(`packages/providers/${folder}/test/subject.ts`, { cwd: root })
    if (file === undefined) return [folder, []]
    const module = (await import(pathToFileURL(root + file).href)) as {
      readonly [name: string]: VendorSuite.Subject
    }
    return [folder, Object.values(module)]
  })
  return new Map(await Promise.all(entries))
}

const code = (text: string): string => `\`${text}\``

const variables = (name: string, subjects: ReadonlyArray<VendorSuite.Subject>): string =>
  [
    ...new Set(
      subjects.flatMap(
        ({ env }) => (env as { readonly [option: string]: string | ReadonlyArray<string> })[name] ?? []
      )
    )
  ]
    .map(code)
    .join(", ")

const optionsOf = (options: ReadonlyArray<Option>, subjects: ReadonlyArray<VendorSuite.Subject>): string =>
  table(
    ["option", "type", "what it says", "environment"],
    options.map(({ name, required, text, type }) => [
      `${code(name)}${required ? " (required)" : ""}`,
      code(type),
      text,
      variables(name, subjects)
    ])
  )

const names = (list: ReadonlyArray<string>): string => list.map(code).join(", ")

/** Parameters by what becomes of them at the vendor's models. */
const parametersOf = (endpoints: ReadonlyArray<DirectoryEndpoint>): string => {
  const taken = new Map<string, number>()
  const dropped = new Map<string, number>()
  const count = (into: Map<string, number>, list: ReadonlyArray<string>) => {
    for (const name of list) into.set(name, (into.get(name) ?? 0) + 1)
  }
  for (const endpoint of endpoints) {
    count(taken, endpoint.supported_parameters)
    count(dropped, endpoint.unsupported_parameters)
  }
  const all = endpoints.length
  const having = (of: Map<string, number>, is: (times: number) => boolean) =>
    [...of]
      .filter(([, times]) => is(times))
      .map(([name]) => name)
      .sort()
  const lines = [
    ["Taken by every model", having(taken, (times) => times === all)],
    ["Taken by some", having(taken, (times) => times < all)],
    ["Dropped for every model, with a warning", having(dropped, (times) => times === all)],
    ["Dropped for some", having(dropped, (times) => times < all)]
  ] as const
  const shown = lines
    .filter(([, list]) => list.length > 0)
    .map(([title, list]) => `- **${title}:** ${names(list)}`)
  return [
    ...shown,
    "",
    "A parameter that is in no list is not verified: it is sent, with the warning `unverified_parameter`."
  ].join("\n")
}

const usd = (endpoint: DirectoryEndpoint, bucket: string): string => {
  const value = endpoint.prices === "unknown" ? undefined : endpoint.prices[bucket]
  return value === undefined ? "" : String(value)
}

const tokens = (value: number | "unknown"): string =>
  value === "unknown" ? "" : value.toLocaleString("en-US")

const can = ({ features, reasoning }: DirectoryEndpoint): string =>
  [
    ...(["tools", "json_schema", "image", "audio", "file"] as const).filter(
      (name) => features[name] === "yes"
    ),
    ...(reasoning === "yes" ? ["reasoning"] : [])
  ]
    .map((name) =>
      name
        .replace("json_schema", "schemas")
        .replace(/^image$/, "images")
        .replace(/^file$/, "files")
    )
    .join(", ")

const modelsOf = (endpoints: ReadonlyArray<DirectoryEndpoint>): string =>
  table(
    ["id at the vendor", "model", "context", "output", "input $/M", "output $/M", "cached $/M", "can"],
    endpoints.map((endpoint) => [
      code(endpoint.provider_model_id),
      endpoint.model === endpoint.provider_model_id ? "" : code(endpoint.model),
      tokens(endpoint.limits.context),
      tokens(endpoint.limits.output),
      usd(endpoint, "input"),
      usd(endpoint, "output"),
      usd(endpoint, "cache_read"),
      can(endpoint)
    ])
  )

const means: { readonly [mark: string]: string } = {
  "=": "what the family is sent",
  "≠": "a form of the vendor's own, stated by its package",
  "✓": "holds",
  own: "a body of its own"
}

const checkedOf = (subjects: ReadonlyArray<VendorSuite.Subject>): string =>
  table(
    ["scenario or law", ...subjects.map(({ name }) => name)],
    VendorSuite.columns.map(({ cell, title }) => [
      title,
      ...subjects.map((subject) => {
        const { mark, reason } = cell(subject)
        return reason ?? means[mark] ?? mark
      })
    ])
  )

/** The page of a vendor's package: its README, then what its declaration, the catalog and its suite say. */
export const vendorPage = async (
  folder: string,
  readme: string,
  subjects: ReadonlyArray<VendorSuite.Subject>,
  options: ReadonlyArray<Option>
): Promise<string> => {
  const [first] = subjects
  const body = readme.replace(/^# .*\n/, "").trim()
  const title =
    subjects.length === 0
      ? `\`@turnout/${folder}\``
      : [...new Set(subjects.map(({ name }) => name.split(",")[0]))].join(", ")
  const sections = [
    `# ${title}`,
    ["## Install", "", "```sh", `npm install turnout @turnout/${folder}`, "```"].join("\n"),
    body.startsWith("#") ? body : `## Use\n\n${body}`,
    ...(options.length === 0 ? [] : ["## Options", optionsOf(options, subjects)])
  ]
  const accounts = new Map(subjects.map((subject) => [subject.id, subject]))
  const endpoints = (await Promise.all([...accounts.values()].map(endpointsOf))).flat()
  if (endpoints.length > 0) {
    sections.push("## Parameters", parametersOf(endpoints), "## Models")
    sections.push(
      `${endpoints.length} endpoints of the catalog of ${asOf}, as \`router.directory()\` lists them. Prices are list prices in USD per million tokens; an empty cell is unknown.` +
        (first === undefined ? "" : ` Call one as \`${endpoints[0]?.model ?? ""}@${first.id}\`.`)
    )
    sections.push(modelsOf(endpoints))
  } else if (first !== undefined) {
    sections.push(
      "## Models",
      "The catalog lists none: any id is passed on, and `models` of the options states what is known of it."
    )
  }
  if (subjects.length > 0) sections.push("## What is checked", checkedOf(subjects))
  return `${sections.join("\n\n")}\n`
}
