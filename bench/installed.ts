/**
 * The packages as a user has them: built, and with the exports that are published, in `.installed/node_modules`. Their own
 * dependencies are links to the workspace's, so that there is one Effect. `pnpm build` comes first.
 */
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const target = fileURLToPath(new URL(".installed/node_modules", import.meta.url))

interface Manifest {
  readonly name: string
  readonly publishConfig: object
}

const link = (name: string, from: string) => {
  const place = join(target, name)
  if (existsSync(place)) return
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(realpathSync(from), place)
}

export const install = (): void => {
  rmSync(target, { recursive: true, force: true })
  for (const file of globSync("packages/{*,providers/*,bridges/*}/package.json", { cwd: root })) {
    const folder = join(root, dirname(file))
    const manifest = JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest
    if (!existsSync(join(folder, "dist"))) continue
    const place = join(target, manifest.name)
    mkdirSync(place, { recursive: true })
    cpSync(join(folder, "dist"), join(place, "dist"), { recursive: true })
    writeFileSync(join(place, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
  }
  link("effect", join(root, "node_modules/effect"))
  link("undici", join(root, "bench/node_modules/undici"))
  link("@redis/client", join(root, "packages/redis/node_modules/@redis/client"))
}

/** The built file behind a specifier: `turnout`, `@turnout/router/Router`. */
export const fileOf = (specifier: string): string => {
  const parts = specifier.split("/")
  const name = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/")
  const path = specifier.slice(name.length + 1)
  return join(target, name, "dist", `${path === "" ? "index" : path}.js`)
}

/** Typed by the workspace, loaded from what is installed. */
export const load = async <Module>(specifier: string): Promise<Module> =>
  (await import(pathToFileURL(fileOf(specifier)).href)) as Module
