/** Who may import whom: the table of the architecture page, and nothing that a manifest does not declare. */
import type { Package, Rule } from "./Workspace.ts"

const everything = [
  "@turnout/core",
  "@turnout/wire",
  "@turnout/router",
  "@turnout/catalog",
  "@turnout/fetch",
  "@turnout/responses",
  "@turnout/messages",
  "@turnout/limits",
  "@turnout/state",
  "@turnout/transport-undici"
]

/** A package that is not listed may not import any other of ours, until someone has decided. */
export const table: { readonly [name: string]: ReadonlyArray<string> } = {
  "@turnout/core": [],
  "@turnout/wire": ["@turnout/core"],
  "@turnout/router": ["@turnout/core"],
  "@turnout/catalog": ["@turnout/core"],
  "@turnout/transport-undici": ["@turnout/core", "@turnout/wire"],
  "@turnout/gpt-tokenizer": ["@turnout/core"],
  "@turnout/ajv": ["@turnout/core"],
  "@turnout/testing": ["@turnout/core", "@turnout/wire", "@turnout/router", "@turnout/state"],
  "@turnout/state": ["@turnout/core", "@turnout/router", "@turnout/limits"],
  "@turnout/sqlite": ["@turnout/core", "@turnout/state"],
  "@turnout/redis": ["@turnout/core", "@turnout/state"],
  "@turnout/limits": ["@turnout/core", "@turnout/router"],
  "@turnout/fetch": ["@turnout/core", "@turnout/router", "@turnout/messages", "@turnout/responses"],
  "@turnout/otel": ["@turnout/core", "@turnout/router"],
  "@turnout/dashboard": ["@turnout/core", "@turnout/router", "@turnout/state"],
  "@turnout/responses": ["@turnout/core"],
  "@turnout/ai-sdk": ["@turnout/core"],
  "@turnout/messages": ["@turnout/core"],
  "@turnout/effect-ai": ["@turnout/core", "@turnout/router"],
  "@turnout/world": ["@turnout/core", "@turnout/router"],
  "@turnout/cli": ["@turnout/core", "@turnout/router", "@turnout/state", "@turnout/all", "turnout"],
  turnout: everything,
  // Another host of a vendor's own models: what is known of them stands once.
  "@turnout/azure": ["@turnout/openai"],
  "@turnout/bedrock": ["@turnout/anthropic", "@turnout/cohere"],
  "@turnout/vertex": ["@turnout/anthropic", "@turnout/google"]
}

/** The package of all vendors: their number grows with the folders. */
const all = "@turnout/all"

const provider = ["@turnout/core", "@turnout/wire"]

/** Everything else must run wherever JavaScript does. */
const onNode = new Set([
  "@turnout/transport-undici",
  "@turnout/testing",
  "@turnout/cli",
  "create-turnout",
  "@turnout/sqlite",
  "@turnout/redis"
])

/** `@turnout/core/Event` → `@turnout/core`; a path of our own has no package. */
export const packageOf = (specifier: string): string | undefined => {
  if (specifier.startsWith(".") || specifier.startsWith("#")) return undefined
  const parts = specifier.split("/")
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]
}

const isProvider = ({ folder }: Package): boolean => folder.startsWith("packages/providers/")

const allowed = (entry: Package, packages: ReadonlyArray<Package>): ReadonlyArray<string> => {
  if (isProvider(entry)) return [...provider, ...(table[entry.name] ?? [])]
  return entry.name === all
    ? [...provider, ...packages.filter(isProvider).map(({ name }) => name)]
    : (table[entry.name] ?? [])
}

export const imports: Rule = ({ packages }) => {
  const found: Array<string> = []
  const ours = new Map(packages.map((entry) => [entry.name, entry]))
  for (const entry of packages) {
    const may = allowed(entry, packages)
    const declared = { ...entry.manifest.dependencies, ...entry.manifest.peerDependencies }
    const used = new Set<string>()
    for (const { imports, path } of entry.sources) {
      for (const { line, specifier } of imports) {
        const at = `${path}:${line}:`
        const target = packageOf(specifier)
        if (target === undefined) continue
        used.add(target)
        if (specifier.startsWith("node:")) {
          if (!onNode.has(entry.name)) found.push(`${at} ${entry.name} must run without ${specifier}`)
          continue
        }
        if (target === entry.name) found.push(`${at} imports its own package by name; use a relative path`)
        else if (ours.has(target) && !may.includes(target)) {
          found.push(`${at} ${entry.name} must not import ${target}`)
        } else if (ours.has(target) && specifier === target) {
          found.push(`${at} import a module of ${target} (${target}/Name), not its barrel`)
        } else if (!Object.hasOwn(declared, target)) {
          found.push(`${at} ${target} is not among the dependencies of ${entry.name}`)
        }
      }
    }
    for (const target of used) {
      const folder = ours.get(target)?.folder
      if (folder !== undefined && may.includes(target) && !entry.references.includes(folder)) {
        found.push(`${entry.folder}/tsconfig.json:1: refers to no ${folder}, which its source imports`)
      }
    }
  }
  return found
}
