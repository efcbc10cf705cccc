/** Every published package has the same shape, so that it works from the workspace and from a registry alike. */
import type { Package, Rule } from "./Workspace.ts"

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right)

/** Lower-case folders under `src`: private parts, which no importer may reach. */
const privateFolders = ({ folder, sources }: Package): ReadonlyArray<string> => {
  const names = sources.map(({ path }) => path.slice(`${folder}/src/`.length).split("/"))
  return [...new Set(names.filter((parts) => parts.length > 1).map(([first]) => first ?? ""))].sort()
}

const isAlone = ({ dependencies = {}, peerDependencies = {} }: Package["manifest"]): boolean =>
  Object.keys({ ...dependencies, ...peerDependencies }).length === 0

const built = (path: string) => ({ types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` })

const checks = (entry: Package): ReadonlyArray<readonly [what: string, holds: boolean]> => {
  const { manifest, name } = entry
  const exports = manifest.exports ?? {}
  const published = (manifest.publishConfig?.["exports"] ?? {}) as { readonly [path: string]: unknown }
  const files = (manifest["files"] ?? []) as ReadonlyArray<string>
  return [
    ["type is module", manifest["type"] === "module"],
    ["licence is MIT", manifest["license"] === "MIT"],
    ["description says what it is", typeof manifest["description"] === "string"],
    ["sideEffects is false", manifest["sideEffects"] === false],
    ["files are src and dist", files.includes("src") && files.includes("dist")],
    ["engines name the Node that Effect asks for", same(manifest["engines"], { node: ">=22.19.0" })],
    ["publishConfig.access is public", manifest.publishConfig?.["access"] === "public"],
    ["exports has . as source", exports["."] === "./src/index.ts"],
    ["exports has ./* as source", exports["./*"] === "./src/*.ts"],
    ["publishConfig.exports has . as built", same(published["."], built("index"))],
    ["publishConfig.exports has ./* as built", same(published["./*"], built("*"))],
    ["both exports name the same paths", same(Object.keys(exports), Object.keys(published))],
    ["package.json is exported", exports["./package.json"] === "./package.json"],
    ...["internal", ...privateFolders(entry)].map(
      (folder) => [`exports closes ./${folder}/*`, exports[`./${folder}/*`] === null] as const
    ),
    [
      "effect is a peer, except for the plain door, which brings it, and for a package that has no dependencies",
      name === "turnout"
        ? manifest.dependencies?.["effect"] !== undefined
        : isAlone(manifest) ||
          (manifest.peerDependencies?.["effect"] === "^4.1.0" &&
            manifest.dependencies?.["effect"] === undefined)
    ],
    ["no install script", !/install/.test(Object.keys((manifest["scripts"] ?? {}) as object).join(" "))]
  ]
}

export const manifest: Rule = ({ packages }) =>
  packages
    .filter((entry) => entry.manifest.private !== true)
    .flatMap((entry) =>
      checks(entry)
        .filter(([, holds]) => !holds)
        .map(([what]) => `${entry.folder}/package.json:1: not so: ${what}`)
    )
