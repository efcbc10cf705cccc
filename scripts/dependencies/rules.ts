/** What an installed package of somebody else must be, to be installed with one of ours. */

/** A package of the tree of runtime dependencies. */
export interface Dependency {
  readonly name: string
  readonly version: string
  /** As its manifest has it: an SPDX expression, or an older form. */
  readonly licence: unknown
  readonly scripts: { readonly [name: string]: string }
  /** npm compiles it at install, unless a script says otherwise. */
  readonly gyp: boolean
  /** The way to it from one of our packages. */
  readonly via: ReadonlyArray<string>
}

/** Licences that put no condition on a program that uses the package, beyond naming it. */
export const allowed: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense"
])

/** Of alternatives one must be allowed, of joined licences each. What cannot be read is not allowed. */
export const isAllowed = (licence: unknown): boolean => {
  if (typeof licence === "object" && licence !== null) {
    // Before SPDX: an object, or a list of alternatives.
    if (Array.isArray(licence)) return licence.some(isAllowed)
    return "type" in licence && isAllowed(licence.type)
  }
  if (typeof licence !== "string") return false
  const tokens = licence.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const all = (): boolean => {
    let holds = one()
    while (tokens[at] === "AND") {
      at += 1
      holds = one() && holds
    }
    return holds
  }
  const any = (): boolean => {
    let holds = all()
    while (tokens[at] === "OR") {
      at += 1
      holds = all() || holds
    }
    return holds
  }
  const one = (): boolean => {
    const token = tokens[at++]
    if (token !== "(") return token !== undefined && allowed.has(token)
    const holds = any()
    return tokens[at++] === ")" && holds
  }
  const holds = any()
  return holds && at === tokens.length
}

const atInstall = ["preinstall", "install", "postinstall"]

/** What is wrong with a tree, a line for each package and reason. */
export const violations = (tree: ReadonlyArray<Dependency>): ReadonlyArray<string> =>
  tree.flatMap(({ gyp, licence, name, scripts, version, via }) => {
    const told = (what: string) => `${name}@${version} ${what} (by ${via.join(" > ")})`
    const runs = atInstall.filter((script) => Object.hasOwn(scripts, script))
    return [
      ...(isAllowed(licence) ? [] : [told(`has the licence ${JSON.stringify(licence) ?? "of nobody"}`)]),
      ...(runs.length === 0 ? [] : [told(`runs ${runs.join(" and ")} when it is installed`)]),
      ...(gyp && runs.length === 0 ? [told("is compiled when it is installed")] : [])
    ]
  })
