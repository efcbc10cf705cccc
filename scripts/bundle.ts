/**
 * `pnpm build`, after the declarations: what is published of each package. Every public module is an entry; what lies
 * behind one or several of them is in it or in a chunk, so that a class exists once whichever module it is imported
 * through, and a program reads a third of the files. What is loaded when it is needed stays a file of its own, and other
 * packages stay imports. (All code of a package in one chunk loads what a program does not use: 172 kB gzipped for 95.)
 */
import { globSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown, type RolldownOutput } from "rolldown"

const root = fileURLToPath(new URL("..", import.meta.url))

interface Manifest {
  readonly name: string
  readonly exports: { readonly [path: string]: string | null }
  readonly imports?: { readonly [name: string]: string | { readonly [condition: string]: string } }
  readonly dependencies?: object
  readonly peerDependencies?: object
}

const targets = (value: string | null | { readonly [condition: string]: string }): ReadonlyArray<string> =>
  value === null ? [] : typeof value === "string" ? [value] : Object.values(value)

/** The source files that a host or the package's own manifest can name: `src/Router.ts`, `src/transport/node.ts`. */
const entriesOf = (folder: string, { exports, imports = {} }: Manifest): ReadonlyArray<string> =>
  [...Object.values(exports), ...Object.values(imports)]
    .flatMap(targets)
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => globSync(path, { cwd: folder }))

/** What the files import and the manifest does not name: a helper of the bundler's own is such a package. */
const undeclared = (
  files: RolldownOutput["output"],
  { dependencies, name, peerDependencies }: Manifest
): ReadonlyArray<string> => {
  const declared = new Set([name, ...Object.keys({ ...dependencies, ...peerDependencies })])
  const own = new Set(files.map(({ fileName }) => fileName))
  return files
    .flatMap((file) => (file.type === "chunk" ? [...file.imports, ...file.dynamicImports] : []))
    .filter((specifier) => !own.has(specifier) && !/^(?:node:|#)/.test(specifier))
    .filter((specifier) => !declared.has(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0]))
}

const bundle = async (folder: string): Promise<void> => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest
  const entries = new Set(entriesOf(folder, manifest).map((path) => path.replace(/^(\.\/)?src\//, "")))
  for (const file of globSync("dist/**/*.{js,js.map}", { cwd: folder })) rmSync(join(folder, file))
  const build = await rolldown({
    cwd: folder,
    // A chunk may be an entry at the same time: it then exports what others need besides.
    preserveEntrySignatures: "allow-extension",
    input: Object.fromEntries(
      Array.from(entries, (path) => [path.slice(0, -".ts".length), join("src", path)])
    ),
    external: (specifier) => !/^(\.|\/|[a-z]:)/i.test(specifier),
    // No module of ours does anything when it is loaded.
    treeshake: { moduleSideEffects: false }
  })
  const { output } = await build.write({
    dir: "dist",
    format: "esm",
    chunkFileNames: "chunks/[name]-[hash].js",
    sourcemap: true
  })
  await build.close()
  const missing = undeclared(output, manifest)
  if (missing.length > 0) throw new Error(`${manifest.name} imports what it does not depend on: ${missing}`)
}

const manifests = globSync("packages/{*,providers/*,bridges/*}/package.json", { cwd: root })
await Promise.all(manifests.map((file) => bundle(join(root, dirname(file)))))
