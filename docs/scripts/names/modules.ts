import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "../site/repository.ts"

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: { readonly [path: string]: string | null }
}

const manifests: ReadonlyArray<readonly [folder: string, Manifest]> = globSync(
  ["packages/{*,providers/*,bridges/*}/package.json", "{browser,docs,docs/site,examples,bench}/package.json"],
  { cwd: root }
).map((file) => [dirname(file), JSON.parse(readFileSync(root + file, "utf8")) as Manifest])

const byName = new Map(manifests.map(([folder, manifest]) => [manifest.name, { folder, manifest }]))

/** The file that an import of this specifier reads, or nothing where the package or its entry is not there. */
export const entryOf = (specifier: string): string | undefined => {
  const [, name = "", entry = ""] = /^((?:@turnout\/)?[\w-]+)(?:\/(.+))?$/.exec(specifier) ?? []
  const found = byName.get(name)
  if (found === undefined) return undefined
  const { folder, manifest } = found
  const exports = manifest.exports ?? {}
  const key = entry === "" ? "." : `./${entry}`
  const stated = exports[key]
  if (stated === null) return undefined
  if (stated !== undefined) return join(folder, stated)
  const closed = Object.entries(exports).some(
    ([path, target]) => target === null && path.endsWith("/*") && key.startsWith(path.slice(0, -1))
  )
  const pattern = exports["./*"]
  const file = typeof pattern === "string" && !closed ? join(folder, pattern.replace("*", entry)) : ""
  return file !== "" && existsSync(root + file) ? file : undefined
}

/** Names that a module gives to who imports it, types among them. */
export const exportsOf = (file: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> => {
  const names = new Set<string>()
  if (seen.has(file) || !existsSync(root + file)) return names
  const text = readFileSync(root + file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")
  for (const [, name = ""] of text.matchAll(
    /^export (?:declare )?(?:const|let|function\*?|async function|class|interface|type|abstract class) (\w+)/gm
  )) {
    names.add(name)
  }
  for (const [, list = ""] of text.matchAll(/^export (?:type |const )?\{([^}]*)\}/gm)) {
    for (const each of list.split(",")) {
      const name = each
        .trim()
        .replace(/^type /, "")
        .split(/ as |: /)
        .at(-1)
      if (name !== undefined && name !== "") names.add(name)
    }
  }
  for (const [, name = ""] of text.matchAll(/^export \* as (\w+)/gm)) names.add(name)
  for (const [, from = ""] of text.matchAll(/^export (?:type )?\* from "([^"]+)"/gm)) {
    const next = from.startsWith(".") ? join(dirname(file), from) : entryOf(from)
    if (next !== undefined) for (const name of exportsOf(next, new Set([...seen, file]))) names.add(name)
  }
  return names
}

/** Public modules of any package with this name: `Strategy`, `Price`. */
export const modulesNamed = (name: string): ReadonlyArray<string> =>
  globSync(`packages/{*,providers/*,bridges/*}/src/${name}.ts`, { cwd: root })
