/** Publishes tarballs one by one; what the registry has already is passed over, so that a release that broke can be run again. */

export interface Packed {
  readonly file: string
  readonly name: string
  readonly version: string
}

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Release {
  /** The tag that is released, `v1.2.3`: every package has that version. */
  readonly tag: string
  readonly dry: boolean
  readonly npm: (args: ReadonlyArray<string>) => Ran
  readonly say: (text: string) => void
}

/** What failed, a line each. */
export const publish = (
  tarballs: ReadonlyArray<Packed>,
  { dry, npm, say, tag }: Release
): ReadonlyArray<string> => {
  const other = tarballs.filter(({ version }) => `v${version}` !== tag)
  if (tarballs.length === 0) return ["There is nothing to publish."]
  // Nothing of a release goes out under a wrong version.
  if (other.length > 0)
    return other.map(({ name, version }) => `${name} is ${version}, and the tag is ${tag}`)
  const failed: Array<string> = []
  for (const { file, name, version } of tarballs) {
    const id = `${name}@${version}`
    const found = npm(["view", id, "version"])
    if (found.status === 0 && found.stdout.trim() === version) {
      say(`· ${id} is published already`)
      continue
    }
    const next = version.includes("-") ? ["--tag", "next"] : []
    const ran = npm([
      "publish",
      file,
      "--access",
      "public",
      "--provenance",
      "--ignore-scripts",
      ...next,
      ...(dry ? ["--dry-run"] : [])
    ])
    say(`${ran.status === 0 ? "✓" : "✗"} ${id}`)
    if (ran.status !== 0) failed.push(`${id}: ${ran.stderr.trim()}`)
  }
  return failed
}
