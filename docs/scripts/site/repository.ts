import { existsSync, readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The workspace's root, with a slash at its end. */
export const root = fileURLToPath(new URL("../../..", import.meta.url))

/** Used while the root's package.json names no `repository`. */
const placeholder = "https://github.com/turnout-router/turnout"

const stated = (
  JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    readonly repository?: string | { readonly url?: string }
  }
).repository

/** Where the sources can be read by anyone. */
export const repository: string = (typeof stated === "string" ? stated : (stated?.url ?? placeholder))
  .replace(/^git\+/, "")
  .replace(/\.git$/, "")

/** Address of a file or folder of the repository, or nothing where there is none. */
export const sourceOf = (path: string): string | undefined => {
  if (!existsSync(root + path)) return undefined
  const kind = statSync(root + path).isDirectory() ? "tree" : "blob"
  return `${repository}/${kind}/main/${path}`
}
