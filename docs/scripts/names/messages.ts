import { globSync, readFileSync } from "node:fs"
import { root } from "../site/repository.ts"

/** Literal parts of a message, in order: what stands between its placeholders. */
type Parts = ReadonlyArray<string>

const literals = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g

const partsOf = (literal: string): Parts =>
  literal
    .replace(/\\(["'`\\])/g, "$1")
    .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
    .map((part) => part.trim())
    .filter((part) => part !== "")

/** Every sentence that the packages can say, by its literal parts. */
export const messages = (): ReadonlyArray<Parts> =>
  globSync("packages/{*,providers/*,bridges/*}/src/**/*.ts", { cwd: root }).flatMap((file) =>
    Array.from(
      readFileSync(root + file, "utf8").matchAll(literals),
      ([, quoted, template]) => quoted ?? template ?? ""
    )
      .filter((literal) => / \S+ /.test(literal))
      .map(partsOf)
  )

const fits = (text: string, parts: Parts): boolean => {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return parts.join("").length * 2 >= text.length || parts.join("").length >= 24
}

/** A sentence in code is what some program says. */
export const isSentence = (code: string): boolean => /^[A-Z][\w'’]*,? (\S+ ){2,}\S*[.?…]$/.test(code)

/** Whether the packages say this; `…` stands for anything. */
export const isSaid = (text: string, known: ReadonlyArray<Parts>): boolean =>
  known.some((parts) => fits(text, parts)) ||
  (text.includes("…") &&
    text
      .split("…")
      .every((piece) => piece.trim() === "" || known.some((parts) => parts.join(" ").includes(piece.trim()))))
