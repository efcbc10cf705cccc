/** The workspace as one value: what every rule is a function of. */
import { execFileSync } from "node:child_process"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Source from "./Source.ts"

export interface Manifest {
  readonly [key: string]: unknown
  readonly name: string
  readonly private?: boolean
  readonly exports?: { readonly [path: string]: unknown }
  readonly publishConfig?: { readonly [key: string]: unknown }
  readonly dependencies?: { readonly [name: string]: string }
  readonly peerDependencies?: { readonly [name: string]: string }
}

export interface Package {
  readonly name: string
  /** From the root, `packages/core`. */
  readonly folder: string
  readonly manifest: Manifest
  /** Folders of the packages that its tsconfig refers to. */
  readonly references: ReadonlyArray<string>
  /** Files under `src`. */
  readonly sources: ReadonlyArray<Source.Source>
}

export interface Workspace {
  /** The published ones. */
  readonly packages: ReadonlyArray<Package>
  /** Programs that are not published: scripts, bench, browser, examples, docs. */
  readonly programs: ReadonlyArray<Source.Source>
  /** Every text file that is or could be committed. */
  readonly files: ReadonlyArray<{ readonly path: string; readonly text: string }>
}

/** What a rule objects to, as `path:line: sentence`. */
export type Rule = (workspace: Workspace) => ReadonlyArray<string>

const binary = /\.(png|jpe?g|gif|webp|wav|mp3|pdf|gz|tgz|zip|br)$/

const list = (root: string): ReadonlyArray<string> => {
  try {
    const output = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "ignore"]
    })
    return output.split("\n").filter((path) => path !== "" && existsSync(join(root, path)))
  } catch {
    const skip = (name: string) => name === "node_modules" || name === "dist" || name === ".git"
    return globSync("**/*.*", { cwd: root, exclude: skip })
  }
}

const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as unknown

const referencesOf = (root: string, folder: string): ReadonlyArray<string> => {
  const config = json(join(root, folder, "tsconfig.json")) as { references?: Array<{ path: string }> }
  return (config.references ?? []).map(({ path }) => join(folder, path))
}

export const read = (root: string): Workspace => {
  const paths = list(root).map((path) => path.replaceAll("\\", "/"))
  const source = (path: string) => Source.make(path, readFileSync(join(root, path), "utf8"))
  const manifests = paths.filter((path) => /^packages\/(?!.*\/templates\/).*\/package\.json$/.test(path))
  return {
    packages: manifests.map((path) => {
      const folder = dirname(path)
      const manifest = json(join(root, path)) as Manifest
      return {
        name: manifest.name,
        folder,
        manifest,
        references: referencesOf(root, folder),
        sources: paths
          .filter((file) => file.startsWith(`${folder}/src/`) && /\.[cm]?tsx?$/.test(file))
          .map(source)
      }
    }),
    programs: paths
      .filter(
        (path) => /^(scripts|bench|browser|examples|docs)\/.*\.ts$/.test(path) && !path.includes("/test/")
      )
      .map(source),
    files: paths
      .filter((path) => !binary.test(path))
      .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
  }
}
