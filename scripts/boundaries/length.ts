/** A source file past 250 lines is two files. Data and generated files are exempt. */
import type { Rule } from "./Workspace.ts"

const limit = 250

export const exempt: ReadonlyArray<{ readonly path: RegExp; readonly reason: string }> = [
  { path: /^packages\/catalog\/(data|src\/data)\//, reason: "data" },
  {
    path: /^packages\/core\/src\/ChatRequest\.ts$/,
    reason: "the public request, written by hand on one page so that an editor shows all of it; types only"
  }
]

export const length: Rule = ({ packages, programs }) =>
  [...packages.flatMap(({ sources }) => sources), ...programs]
    .filter(({ generated, lines, path }) => {
      return lines > limit && !generated && !exempt.some((entry) => entry.path.test(path))
    })
    .map(({ lines, path }) => `${path}:1: ${lines} lines; past ${limit} it is two files`)

/** The code base in numbers: median and largest of the hand-written sources. */
export const summary: (...input: Parameters<Rule>) => string = ({ packages }) => {
  const sizes = packages
    .flatMap(({ sources }) => sources)
    .filter(({ generated, path }) => !generated && !exempt.some((entry) => entry.path.test(path)))
    .map(({ lines }) => lines)
    .sort((left, right) => left - right)
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0
  return `${sizes.length} source files, median ${median} lines, largest ${sizes.at(-1) ?? 0}`
}
