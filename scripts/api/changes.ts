/** The lines that one text has and the other has not, for a person; the file itself is compared by `git diff`. */
export const changes = (before: string, after: string, most = 40): string => {
  const [left, right] = [before, after].map((text) => new Set(text.split("\n"))) as [Set<string>, Set<string>]
  const gone = [...left].filter((line) => !right.has(line)).map((line) => `- ${line}`)
  const come = [...right].filter((line) => !left.has(line)).map((line) => `+ ${line}`)
  const all = [...gone, ...come]
  const more = all.length > most ? [`  … and ${all.length - most} more`] : []
  return [...all.slice(0, most), ...more].join("\n")
}
