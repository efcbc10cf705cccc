/** The changelog that users read, from the changesets of a release. */

export type Bump = "major" | "minor" | "patch"

export interface Changeset {
  readonly packages: ReadonlyArray<string>
  /** The largest that it asks for. */
  readonly bump: Bump
  readonly text: string
}

const headings: { readonly [bump in Bump]: string } = {
  major: "You must change",
  minor: "New",
  patch: "Fixed"
}

const bumps = Object.keys(headings) as ReadonlyArray<Bump>

/** A changeset's file: front matter with a bump for each package, then the text. */
export const parse = (file: string): Changeset => {
  const [, head = "", body = ""] =
    /^---\n([\s\S]*?)\n?---\n([\s\S]*)$/.exec(file.replaceAll("\r\n", "\n")) ?? []
  const lines = Array.from(head.matchAll(/^(["']?)([^"'\s]+)\1: *(major|minor|patch) *$/gm), (match) => ({
    name: match[2]!,
    bump: match[3] as Bump
  }))
  const text = body.trim()
  if (lines.length === 0) throw new Error("A changeset names no package.")
  if (text === "") throw new Error(`The changeset of ${lines[0]!.name} tells users nothing.`)
  return {
    packages: lines.map(({ name }) => name),
    bump: bumps.find((bump) => lines.some((line) => line.bump === bump))!,
    text
  }
}

/** One release: what users must change first. `date` is the day, as in 2026-12-01. */
export const section = (version: string, date: string, changesets: ReadonlyArray<Changeset>): string => {
  const parts = bumps.flatMap((bump) => {
    const found = changesets.filter((each) => each.bump === bump)
    if (found.length === 0) return []
    const lines = found.map(({ packages, text }) => {
      const names = packages.toSorted().map((name) => `\`${name}\``)
      return `- ${text.replaceAll(/\n(?=.)/g, "\n  ")} (${names.join(", ")})`
    })
    return [`### ${headings[bump]}\n\n${lines.toSorted().join("\n")}\n`]
  })
  return `## ${version} (${date})\n\n${parts.join("\n")}`
}

/** The newest release stands first. */
export const inserted = (changelog: string, release: string): string => {
  const at = changelog.indexOf("\n## ")
  return at === -1
    ? `${changelog.trimEnd()}\n\n${release}`
    : `${changelog.slice(0, at)}\n${release}${changelog.slice(at)}`
}

/** The ranges of our packages in a template's manifest. */
export const ranged = (manifest: string, version: string): string =>
  manifest.replaceAll(/("(?:turnout|@turnout\/[\w-]+)": ")\^[^"]*"/g, `$1^${version}"`)
