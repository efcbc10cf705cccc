import { globSync, readFileSync } from "node:fs"
import { basename } from "node:path"
import { root } from "../site/repository.ts"

/** What the code says, sentences of its comments left out: a name that only a comment has is none. */
export interface Words {
  /** Identifiers, and single words of strings. */
  readonly single: ReadonlySet<string>
  /** Words of strings that are joined by hyphens, dots, colons or slashes: `price-weighted`, `x-request-id`. In lower case. */
  readonly joined: ReadonlySet<string>
}

const tokens =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[A-Za-z_$][\w$]*|[a-z0-9-]+(?=:)/g

export const word = /[A-Za-z_$][\w$]*/g
export const compound = /[\w$@]+(?:[-./:][\w$@]+)+/g

export const wordsOf = (texts: Iterable<string>): Words => {
  const single = new Set<string>()
  const joined = new Set<string>()
  for (const text of texts) {
    for (const [token] of text.matchAll(tokens)) {
      if (token.startsWith("/")) continue
      for (const [each] of token.matchAll(word)) single.add(each)
      if (!/^["'`]/.test(token)) continue
      for (const [each] of token.matchAll(compound)) joined.add(each.toLowerCase())
    }
  }
  return { single, joined }
}

const sources = [
  "packages/{*,providers/*,bridges/*}/{src,bin}/**/*.{ts,js,mjs}",
  "{bench,examples,scripts,browser,docs/scripts}/**/*.ts",
  "*.ts",
  "{package,packages/*/package,packages/bridges/*/package,packages/providers/*/package}.json"
]

/** Of the whole workspace, tests aside. */
export const words = (): Words => {
  const files = globSync(sources, {
    cwd: root,
    exclude: (name) => name === "node_modules" || name === "dist" || name === "names"
  })
  const found = wordsOf(files.map((file) => readFileSync(root + file, "utf8")))
  // Tests are named by their files; what stands in them is nobody's API.
  const tests = globSync("packages/{*,providers/*,bridges/*}/test/**/*.ts", { cwd: root }).map((file) =>
    basename(file)
  )
  return { ...found, single: new Set([...found.single, ...tests.flatMap((file) => file.split("."))]) }
}
