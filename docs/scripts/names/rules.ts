import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "../site/repository.ts"
import { isForeign } from "./foreign.ts"
import { entryOf, exportsOf, modulesNamed } from "./modules.ts"
import type { Span } from "./spans.ts"
import { compound, word, type Words } from "./words.ts"

/** What is wrong with a piece of inline code, as a sentence; nothing where it is right, or where the rule does not concern it. */
export type Rule = (span: Span, words: Words) => string | undefined

const scripts = new Set(
  Object.keys(
    (JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { readonly scripts: object }).scripts
  )
)

const own = new Set(["install", "create", "exec", "pack", "vitest", "audit", "dlx"])

/** `pnpm x` and `npx -y pnpm@12 x` name scripts of the workspace, `npx turnout x` the command's. */
export const command: Rule = ({ code }) => {
  const [, name = "", rest = ""] =
    /^(?:[A-Z]+=\S+ )?(?:npx -y pnpm@12|pnpm) (?:-r |--filter \S+ )*([\w:-]+)(.*)$/.exec(code) ?? []
  if (name !== "" && !scripts.has(name) && !own.has(name)) return `package.json has no script '${name}'`
  const [, turnout = "", more = ""] = /^(?:npx )?turnout (\w+)(.*)$/.exec(code) ?? []
  if (turnout !== "" && !existsSync(`${root}packages/cli/src/cli/${turnout}.ts`)) {
    return `the command turnout has no '${turnout}'`
  }
  if (turnout !== "" || name !== "") return flags(turnout === "" ? [name, rest] : [turnout, more])
  return undefined
}

/** Every option that a program of this repository reads stands in it as a word. */
const flags = ([name, rest]: readonly [string, string]): string | undefined => {
  const script = scripts.has(name) ? name : ""
  const folder =
    script === "demo" ? "examples/demo" : script.startsWith("bench") ? "bench" : "packages/cli/src/cli"
  if (folder === "packages/cli/src/cli" && (script !== "" || own.has(name))) return undefined
  const text = globSync(`${folder}/**/*.ts`, { cwd: root, exclude: (file) => file === "node_modules" })
    .map((file) => readFileSync(root + file, "utf8"))
    .join("\n")
  const missing = Array.from(rest.matchAll(/ --([\w-]+)/g), ([, flag = ""]) => flag).find(
    (flag) => flag !== "help" && !new RegExp(`\\b${flag}\\b`).test(text)
  )
  return missing === undefined ? undefined : `${folder} reads no option '--${missing}'`
}

const specifiers = /(?<![\w/])(@turnout\/[\w-]+(?:\/[\w./-]+)?)/g

/** Packages and their entries, as they are imported. */
export const specifier: Rule = ({ code }) => {
  if (/[{…*]|x$/.test(code)) return undefined
  for (const [, name = ""] of code.matchAll(specifiers)) {
    if (entryOf(name) === undefined) return `nothing can be imported from '${name}'`
  }
  return undefined
}

const folders = [
  "",
  "packages",
  "packages/bridges",
  "packages/providers",
  "packages/core/src",
  "packages/router/src"
]

/** A file is where it is said to be: from the page, the root, or (`router/Verdict.ts`) in a package's sources. */
export const file: Rule = ({ code, page }) => {
  if (!/^[\w@.{},*/-]+\.(ts|md|json|yaml|yml|js|mjs)$/.test(code) || /[*{]/.test(code)) return undefined
  if (isForeign(page, code) || /^(main|package|tsconfig|turnout)\.(js|json|ts)$/.test(code)) return undefined
  const [, first = "", rest = ""] = /^([\w-]+)\/(.*)$/.exec(code) ?? []
  const tried = [
    join(dirname(page), code),
    ...folders.map((folder) => join(folder, code)),
    ...["packages", "packages/bridges", "packages/providers"].map(
      (folder) => `${folder}/${first}/src/${rest}`
    )
  ]
  if (tried.some((path) => existsSync(root + path))) return undefined
  const anywhere = globSync([`{packages,bench,examples,docs,scripts}/**/${code}`, code], {
    cwd: root,
    exclude: (name) => name === "node_modules" || name === "dist"
  })
  return anywhere.length > 0 ? undefined : "there is no such file"
}

/** `Strategy.andThen`: what a public module of ours exports. */
export const member: Rule = ({ code, page }) => {
  const [, module = "", name = ""] = /^([A-Z]\w+)\.(\w+)\b(?!\.(?:ts|md))/.exec(code) ?? []
  const files = module === "" ? [] : modulesNamed(module)
  if (files.length === 0 || name === "ts" || isForeign(page, code)) return undefined
  const isThere =
    files.some((path) => exportsOf(path).has(name)) ||
    files.some((path) => exportsOf(path).has(module) && hasMember(path, name))
  return isThere ? undefined : `no module ${module} exports '${name}'`
}

/** Members of a class or service that is named like its module. */
const hasMember = (path: string, name: string): boolean =>
  new RegExp(`\\b(static )?(readonly )?${name}\\b`).test(readFileSync(root + path, "utf8"))

/** Every word of it is one of the code's, or a name of someone else's that is listed. */
export const known: Rule = ({ code, page }, { joined, single }) => {
  if (isForeign(page, code)) return undefined
  // A value that is set in a shell is the reader's.
  const text = code
    .replace(/https?:\/\/[^\s"'`)]+/g, "")
    .replace(/@turnout\/[\w./-]+/g, "")
    .replace(/^([A-Z_]+)=\S+/, "$1")
  if (/^(npx|npm|pnpm|node|git) |^\.?[\w-]*\//.test(text)) return undefined
  for (const [each] of text.matchAll(word)) {
    // A word in capitals is what the reader puts there: `FOLDER`.
    if (!single.has(each) && !/^[A-Z]+$/.test(each) && !isForeign(page, each))
      return `the code has no '${each}'`
  }
  for (const [each] of text.matchAll(compound)) {
    const isWord = /^[a-z][a-z\d]*(-[a-z\d]+)+$/i.test(each) && each === text
    if (isWord && !joined.has(each.toLowerCase()) && !isForeign(page, each))
      return `the code has no '${each}'`
  }
  return undefined
}

export const rules: { readonly [name: string]: Rule } = { command, specifier, file, member, known }
