import { globSync, readFileSync } from "node:fs"
import { root } from "../site/repository.ts"

const documented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:readonly )?(\w+)\??:/g
const stated = /Default: (`[^`]+`|\d[\d_,]*(?:\.\d+)?[^.,;|]*|[^.,;|]+)/

const plain = (value: string): string =>
  value
    .replace(/[`"]/g, "")
    .replace(/(?<=\d)[_,](?=\d{3})/g, "")
    .trim()

/** What the types say is the default of an option, by its name. */
export const defaults = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const file of globSync("packages/{*,providers/*,bridges/*}/src/**/*.ts", { cwd: root })) {
    for (const [, comment = "", name = ""] of readFileSync(root + file, "utf8").matchAll(documented)) {
      const [, value] = stated.exec(comment.replace(/\s*\n\s*\*\s*/g, " ")) ?? []
      if (value === undefined) continue
      const all = found.get(name) ?? new Set()
      found.set(name, all.add(plain(value)))
    }
  }
  return found
}

/** Rows of tables that are about one option and state its default. */
export const rowsOf = (
  text: string
): ReadonlyArray<{ readonly names: ReadonlyArray<string>; readonly value: string }> =>
  text.split("\n").flatMap((line) => {
    const [, first = "", rest = ""] = /^\| ([^|]*`[^|]*`[^|]*)\|(.*)$/.exec(line) ?? []
    const [, value] = stated.exec(rest) ?? []
    const names = Array.from(first.matchAll(/`(\w+)`/g), ([, name = ""]) => name)
    return value === undefined || names.length !== 1 ? [] : [{ names, value: plain(value) }]
  })

/** Whether a page may say so: in the words of the types, or the first of them. */
export const agrees = (known: ReadonlySet<string>, value: string): boolean =>
  [...known].some((each) => each === value || each.startsWith(`${value} `))
