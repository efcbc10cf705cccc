/** What a program that uses them weighs, bundled, minified and gzipped. Undici stays outside: it is Node's own kind of thing. */
import { build, type Metafile } from "esbuild"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const folder = fileURLToPath(new URL(".", import.meta.url))
const installed = fileURLToPath(new URL(".installed", import.meta.url))

const programs: ReadonlyArray<{ readonly title: string; readonly from: string; readonly text: string }> = [
  {
    title: "Turnout through `turnout`, two vendors",
    from: installed,
    text: `export { createRouter } from "turnout"
           export { openai } from "@turnout/openai"
           export { anthropic } from "@turnout/anthropic"`
  },
  {
    title: "Turnout through Effect, two vendors, `fetch`",
    from: installed,
    text: `export { Router } from "@turnout/router/Router"
           export { Signals } from "@turnout/router/Signals"
           export { ProviderRegistry } from "@turnout/core/ProviderRegistry"
           export { Catalog } from "@turnout/core/Catalog"
           export * as Transport from "@turnout/wire/TransportFetch"
           export * as OpenAi from "@turnout/openai/OpenAi"
           export * as Anthropic from "@turnout/anthropic/Anthropic"`
  },
  { title: "`openai` SDK", from: folder, text: `export { default } from "openai"` },
  {
    title: "AI SDK, two vendors",
    from: folder,
    text: `export { generateText, streamText } from "ai"
           export { createOpenAI } from "@ai-sdk/openai"
           export { createAnthropic } from "@ai-sdk/anthropic"`
  }
]

export interface BundleSize {
  readonly title: string
  readonly kb: number
  readonly gzip_kb: number
  /** Loaded when first needed, such as the facts of one provider; all of it together. */
  readonly later_gzip_kb: number
}

/** The files that an output loads at once, itself among them. */
const atOnce = (outputs: Metafile["outputs"], entry: string, found = new Set<string>()): Set<string> => {
  if (found.has(entry)) return found
  found.add(entry)
  for (const { external, kind, path } of outputs[entry]?.imports ?? []) {
    if (kind === "import-statement" && external !== true) atOnce(outputs, path, found)
  }
  return found
}

const sizeOf = async ({ from, text, title }: (typeof programs)[number]): Promise<BundleSize> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: text, resolveDir: from, sourcefile: "entry.mjs" },
    absWorkingDir: from,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    splitting: true,
    outdir: "out",
    write: false,
    metafile: true,
    external: ["undici"],
    logLevel: "silent"
  })
  const entry =
    Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === "entry.mjs") ?? ""
  const first = atOnce(metafile.outputs, entry)
  const files = outputFiles.map(({ contents, path }) => ({
    first: [...first].some((name) => path.endsWith(name.slice(name.indexOf("/")))),
    size: contents.length,
    gzip: gzipSync(contents).length
  }))
  const sum = (list: typeof files, key: "size" | "gzip") =>
    list.reduce((total, file) => total + file[key], 0) / 1_000
  const [now, later] = [files.filter((file) => file.first), files.filter((file) => !file.first)]
  return { title, kb: sum(now, "size"), gzip_kb: sum(now, "gzip"), later_gzip_kb: sum(later, "gzip") }
}

export const bundles = (): Promise<ReadonlyArray<BundleSize>> => Promise.all(programs.map(sizeOf))
