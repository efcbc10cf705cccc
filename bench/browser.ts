/**
 * What a page loads at once for `turnout`, one vendor and `fetch`, minified and gzipped together, by two bundlers. Code that
 * is loaded when the first call builds the router, and facts of models, are not in it.
 */
import { build } from "esbuild"
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import type { Cold } from "./cold.ts"

const installed = fileURLToPath(new URL(".installed", import.meta.url))

const vendors = {
  anthropic: "@turnout/anthropic",
  openaiCompatible: "@turnout/openai-compatible",
  openai: "@turnout/openai"
}

/** Bytes that a page may load at once; OpenAI's package speaks two APIs, and is held to its last value. */
export const most = 70_000

/** A file of a bundle, and the files that it cannot do without. */
interface Output {
  readonly code: Uint8Array | string
  readonly imports: ReadonlyArray<string>
}

const gzipped = (outputs: ReadonlyMap<string, Output>, entry: string): number => {
  // Nothing would be small.
  if (!outputs.has(entry)) throw new Error("The bundler's entry was not found among what it wrote.")
  const open = [entry]
  const found = new Set<string>()
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || !outputs.has(name)) continue
    found.add(name)
    open.push(...outputs.get(name)!.imports)
  }
  return gzipSync(Buffer.concat([...found].map((name) => Buffer.from(outputs.get(name)!.code)))).length
}

const withEsbuild = async (contents: string): Promise<number> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: installed, sourcefile: "entry.mjs" },
    absWorkingDir: installed,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    splitting: true,
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "error"
  })
  const outputs = new Map<string, Output>()
  let entry = ""
  for (const [name, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
    if (entryPoint === "entry.mjs") entry = name
    const code = outputFiles.find(({ path }) => path.replaceAll("\\", "/").endsWith(name))!.contents
    const now = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path)
    outputs.set(name, { code, imports: now })
  }
  return gzipped(outputs, entry)
}

const withRolldown = async (contents: string): Promise<number> => {
  const input = `${installed}/browser.mjs`
  writeFileSync(input, contents)
  const bundle = await rolldown({ input, platform: "browser", logLevel: "silent" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  await bundle.close()
  const chunks = output.filter((each) => each.type === "chunk")
  const entry = chunks.find(
    ({ facadeModuleId, isEntry }) => isEntry && facadeModuleId?.endsWith("browser.mjs")
  )
  return gzipped(
    new Map(chunks.map(({ code, fileName, imports }) => [fileName, { code, imports }])),
    entry?.fileName ?? ""
  )
}

export const browser = async (): Promise<Cold> => {
  const found: { [name: string]: number } = {}
  for (const [name, from] of Object.entries(vendors)) {
    const program = `export { createRouter } from "turnout"\nexport { ${name} } from "${from}"\n`
    found[`browser, ${name}, esbuild`] = await withEsbuild(program)
    found[`browser, ${name}, rolldown`] = await withRolldown(program)
  }
  return found
}

export const tooLarge = (counted: Cold): ReadonlyArray<string> =>
  Object.entries(counted).flatMap(([name, bytes]) =>
    !(bytes <= most) && !name.includes(", openai,") ? [`${name}: ${bytes} bytes, and ${most} at most`] : []
  )
