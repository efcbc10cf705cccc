/** Everything that is installed with packages of ours, as `node_modules` has it. */
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Dependency } from "./rules.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: unknown
  readonly licenses?: unknown
  readonly gypfile?: boolean
  readonly scripts?: { readonly [name: string]: string }
  readonly dependencies?: { readonly [name: string]: string }
  readonly optionalDependencies?: { readonly [name: string]: string }
  readonly peerDependencies?: { readonly [name: string]: string }
  readonly peerDependenciesMeta?: { readonly [name: string]: { readonly optional?: boolean } }
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest

/** Where Node finds a package from a folder. */
const find = (name: string, from: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", name)
    if (existsSync(join(place, "package.json"))) return realpathSync(place)
    if (folder === dirname(folder)) return undefined
  }
}

/**
 * `folders` are those of our packages; what they depend on among themselves is not somebody else's. Their optional peers
 * count, since our pages tell users to install them, but for those of `brought`, which a user has already; optional peers of
 * others are not installed with us.
 */
export const treeOf = (
  folders: ReadonlyArray<string>,
  brought: ReadonlySet<string> = new Set()
): ReadonlyArray<Dependency> => {
  const ours = new Set(folders.map((folder) => realpathSync(folder)))
  const found = new Map<string, Dependency>()
  const visit = (folder: string, via: ReadonlyArray<string>): void => {
    const manifest = manifestOf(folder)
    const {
      dependencies,
      optionalDependencies = {},
      peerDependencies = {},
      peerDependenciesMeta = {}
    } = manifest
    const isOptional = (name: string) => peerDependenciesMeta[name]?.optional === true
    const peers = Object.keys(peerDependencies).filter((name) =>
      isOptional(name) ? via.length === 0 && !brought.has(name) : true
    )
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const place = find(name, folder)
      if (place === undefined) {
        // It may be for another platform.
        if (name in optionalDependencies) continue
        throw new Error(`${name} of ${manifest.name} is not installed: run pnpm install`)
      }
      if (ours.has(place) || found.has(place)) continue
      const theirs = manifestOf(place)
      const way = [...via, manifest.name]
      found.set(place, {
        name: theirs.name,
        version: theirs.version,
        licence: theirs.license ?? theirs.licenses,
        scripts: theirs.scripts ?? {},
        gyp: theirs.gypfile !== false && existsSync(join(place, "binding.gyp")),
        via: way
      })
      visit(place, way)
    }
  }
  for (const folder of folders) visit(realpathSync(folder), [])
  return [...found.values()].sort((left, right) => (left.name < right.name ? -1 : 1))
}
