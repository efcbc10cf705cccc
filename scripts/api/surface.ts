/**
 * The surface of one package: each public module with everything that it exports, then the declarations of private
 * files that those mention, since a change of one changes what a user sees.
 */
import { mentioned, printed, read, type Module, type Origin } from "./Module.ts"

/** What `surface` needs of a package: where its declarations are, and which modules a user can import. */
export interface Package {
  readonly name: string
  /** Folder of the declarations. */
  readonly root: string
  /** Paths in it, without extension. */
  readonly entries: ReadonlyArray<string>
}

interface Place {
  readonly path: string
  readonly name: string
}

export const surface = ({ entries, name, root }: Package): string => {
  const modules = new Map<string, Module>()
  const moduleOf = (path: string): Module => {
    const module = modules.get(path) ?? read(root, path)
    modules.set(path, module)
    return module
  }
  const open = new Set(entries)
  const shown = new Set<string>()
  const queue: Array<Place> = []

  /** Where a name of a file of this package is declared: there, or in what it passes on; else the other package's. */
  const declaration = (origin: Origin): Origin => {
    if (!origin.inside || origin.name === "*") return origin
    const module = moduleOf(origin.from)
    if (module.declared.has(origin.name)) return origin
    const next = module.passed.get(origin.name) ?? module.imported.get(origin.name)
    if (next !== undefined) return declaration(next)
    for (const star of module.stars) {
      if (!star.inside) continue
      const found = declaration({ ...star, name: origin.name })
      if (moduleOf(found.from).declared.has(found.name)) return found
    }
    return origin
  }

  /** The text of a declaration; what it mentions of private files is queued. */
  const text = ({ name, path }: Place): ReadonlyArray<string> => {
    shown.add(`${path}#${name}`)
    const module = moduleOf(path)
    return (module.declared.get(name) ?? []).map((statement) => {
      for (const mention of mentioned(statement, path)) {
        const origin = "from" in mention ? mention : named(module, path, mention)
        if (origin === undefined) continue
        const at = declaration(origin)
        if (at.inside && at.name !== "*" && moduleOf(at.from).declared.has(at.name))
          queue.push({ path: at.from, name: at.name })
      }
      return printed(name, statement, module)
    })
  }

  const named = (
    module: Module,
    path: string,
    { member, name }: { readonly name: string; readonly member?: string }
  ): Origin | undefined => {
    const origin = module.imported.get(name)
    if (origin === undefined)
      return module.declared.has(name) ? { from: path, inside: true, name } : undefined
    return origin.name === "*" && member !== undefined ? { ...origin, name: member } : origin
  }

  const linesOf = (path: string): ReadonlyArray<string> => {
    const module = moduleOf(path)
    const found = new Map<string, ReadonlyArray<string>>()
    for (const star of module.stars) found.set(`* ${star.from}`, [`export * from "${where(star)}"`])
    for (const [alias, origin] of module.passed) {
      const at = declaration(origin)
      const direct = at.inside && at.name !== "*" && !open.has(at.from)
      const line =
        at.name === "*"
          ? `export * as ${alias}`
          : `export { ${at.name === alias ? alias : `${at.name} as ${alias}`} }`
      found.set(alias, direct ? declared(at, alias) : [`${line} from "${where(at)}"`])
    }
    for (const name of module.exported) if (!found.has(name)) found.set(name, text({ path, name }))
    return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).flatMap(([, lines]) => lines)
  }

  /** A private file's declaration under the name that a public module gives it. */
  const declared = (at: Origin, alias: string): ReadonlyArray<string> => {
    const lines = text({ path: at.from, name: at.name })
    return at.name === alias ? lines : [...lines, `export { ${at.name} as ${alias} }`]
  }

  const where = ({ from, inside }: Origin): string => (inside ? `${name}/${from}` : from)

  const sections = [...entries].sort().map((path) => {
    const lines = linesOf(path)
    return [
      `## ${path === "index" ? name : `${name}/${path}`}`,
      ...(lines.length === 0 ? ["nothing"] : lines)
    ]
  })
  const reached = new Map<string, ReadonlyArray<string>>()
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    const id = `${place.path}#${place.name}`
    if (!shown.has(id)) reached.set(id, text(place))
  }
  const hidden = [...reached].sort(([left], [right]) => (left < right ? -1 : 1)).flatMap(([, lines]) => lines)
  if (hidden.length > 0) sections.push([`## Not exported by ${name}, and named above`, ...hidden])
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`
}
