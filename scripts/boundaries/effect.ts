/** Effect is imported by module, and what it may change in a minor release stands behind one module of ours. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import ts from "typescript-5.9"
import type { Rule } from "./Workspace.ts"

interface Stability {
  readonly module: string
  readonly exports: ReadonlyMap<string, string>
}

/** The only places for an unstable name, and why. A folder of one package may stand for its files. */
export const permits: ReadonlyArray<{
  readonly path: string
  readonly specifier: RegExp
  readonly reason: string
}> = [
  {
    path: "packages/limits/src/internal/rate-limiter.ts",
    specifier: /^effect\/persistence\/RateLimiter$/,
    reason: "a shared store of limits is Effect's to keep; a host without limits never loads it"
  },
  {
    path: "packages/bridges/fetch/src/internal/effect-http.ts",
    specifier: /^effect\/http\/(HttpEffect|HttpRouter)$/,
    reason:
      "a host that serves by Effect has that router already; who does not mount the door in it never loads it"
  },
  {
    path: "packages/bridges/effect-ai/src/internal/ai.ts",
    specifier: /^effect\/ai\/\w+$/,
    reason: "the package is a form of Effect's AI module, which is unstable as a whole"
  }
]

/** What loads half of Effect stands in entries that nothing on the way to a call imports. */
const heavy = /^effect\/(Schema\w*|Config|Logger)$/
const entries =
  /^packages\/(core\/src\/(RequestSchema|ErrorSchema|param\/\w+)|wire\/src\/VendorConfig|testing\/src\/.*)\.ts$/

const tagOf = (comment: string): string | undefined => /@stability (\w+)/.exec(comment)?.[1]

/** The `@stability` tags of a declaration file: the module's own, and one per export. */
export const stabilityOf = (text: string): Stability => {
  const file = ts.createSourceFile("module.d.ts", text, ts.ScriptTarget.Latest, true)
  const exports = new Map<string, string>()
  const module = tagOf(/\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? "") ?? "stable"
  const put = (name: string | undefined, node: ts.Node) => {
    const own = (ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []).at(-1)
    const tag = own === undefined ? undefined : tagOf(text.slice(own.pos, own.end))
    if (name !== undefined && tag !== undefined) exports.set(name, tag)
  }
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) put(name.getText(file), statement)
    } else if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      if (!ts.isNamedExports(statement.exportClause)) continue
      for (const element of statement.exportClause.elements) put(element.name.text, element)
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    ) {
      put(statement.name?.text, statement)
    }
  }
  return { module, exports }
}

const cache = new Map<string, Stability>()

const lookup = (specifier: string): Stability => {
  const known = cache.get(specifier)
  if (known !== undefined) return known
  const file = fileURLToPath(import.meta.resolve(specifier)).replace(/\.js$/, ".d.ts")
  const stability = stabilityOf(readFileSync(file, "utf8"))
  cache.set(specifier, stability)
  return stability
}

/** The names of one import that are not stable; a module that is not stable is one as a whole. */
export const unstable = (specifier: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const { exports, module } = lookup(specifier)
  if (names.length === 0) return module === "stable" ? [] : [specifier]
  return names.filter((name) => (exports.get(name) ?? module) !== "stable")
}

const isBarrel = (specifier: string) => /^effect(\/[a-z-]+)?$/.test(specifier)

export const effect: Rule = ({ packages }) => {
  const found: Array<string> = []
  for (const { name, sources } of packages) {
    const behind = new Map<string, string>()
    for (const { imports, path } of sources) {
      for (const { line, names, specifier } of imports) {
        if (specifier !== "effect" && !specifier.startsWith("effect/")) continue
        const at = `${path}:${line}:`
        if (isBarrel(specifier)) {
          found.push(`${at} ${specifier} is a barrel; import the module (effect/Effect)`)
          continue
        }
        if (heavy.test(specifier) && names.length > 0 && !entries.test(path)) {
          found.push(
            `${at} ${specifier} is loaded from entries of their own alone, since it loads half of Effect`
          )
        }
        const shaky = unstable(specifier, names)
        if (shaky.length === 0) continue
        if (permits.some((permit) => permit.path === path && permit.specifier.test(specifier))) continue
        const told = `${shaky.join(", ")} of ${specifier} is not stable`
        if (name !== "@turnout/wire" && name !== "@turnout/testing") found.push(`${at} ${told}`)
        else if ((behind.get(specifier) ?? path) !== path) {
          found.push(`${at} ${told} and stands behind ${behind.get(specifier)} already`)
        } else behind.set(specifier, path)
      }
    }
  }
  return found
}
