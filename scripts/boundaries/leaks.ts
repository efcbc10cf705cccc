/** Committed files hold no path of a machine and no registry's host. */
import type { Rule } from "./Workspace.ts"

// Written so that this file does not hold what it looks for.
const leaks: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ["a path of a machine", /(?<![\w.~-])\/(?:home|Users|root|work)\/[\w.-]+/],
  ["a path of a machine", /(?<!\w)[A-Z]:\\{1,2}Users\\/],
  ["a registry's host", /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\b/],
  [
    "a registry's host",
    /https?:\/\/[^\s"'`/]*(?:\bnpm|registry|verdaccio|artifactory|nexus)[^\s"'`/]*\.[a-z]/
  ]
]

export const leakIn = (line: string): string | undefined =>
  leaks.find(([, pattern]) => pattern.test(line))?.[0]

export const hygiene: Rule = ({ files }) => {
  const found: Array<string> = []
  for (const { path, text } of files) {
    if (!leaks.some(([, pattern]) => pattern.test(text))) continue
    text.split("\n").forEach((line, index) => {
      const leak = leakIn(line)
      if (leak !== undefined) found.push(`${path}:${index + 1}: holds ${leak}`)
    })
  }
  return found
}
