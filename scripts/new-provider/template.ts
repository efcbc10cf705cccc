/** The files of a provider's package, as `pnpm new:provider` writes them. */

export interface Named {
  /** Of the package, the provider's id and the catalog's rows: `acme`. */
  readonly id: string
  /** As its people write it: `Acme AI`. */
  readonly title: string
  /** Up to and without `/chat/completions`. */
  readonly baseUrl: string
  /** A model of it, by its id on the wire. */
  readonly model: string
}

/** `Acme AI` → `AcmeAI`: the module and the namespace. */
export const moduleOf = ({ title }: Named): string => title.replace(/[^A-Za-z0-9]/g, "")

/** `acme-ai` → `acmeAi`: the short name of the layer. */
export const shortOf = ({ id }: Named): string =>
  id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** `acme-ai` → `ACME_AI`: of its variables. */
const prefixOf = ({ id }: Named): string => id.toUpperCase().replaceAll("-", "_")

const manifest = ({ id, title }: Named): string =>
  `${JSON.stringify(
    {
      name: `@turnout/${id}`,
      version: "0.1.0",
      description: `${title} as a Turnout provider.`,
      license: "MIT",
      files: ["src", "dist", "!**/*.tsbuildinfo"],
      type: "module",
      sideEffects: false,
      exports: {
        "./package.json": "./package.json",
        ".": "./src/index.ts",
        "./*": "./src/*.ts",
        "./internal/*": null
      },
      publishConfig: {
        exports: {
          "./package.json": "./package.json",
          ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
          "./*": { types: "./dist/*.d.ts", default: "./dist/*.js" },
          "./internal/*": null
        },
        access: "public"
      },
      scripts: { build: "tsc -b tsconfig.json" },
      dependencies: { "@turnout/core": "workspace:^", "@turnout/wire": "workspace:^" },
      devDependencies: {
        "@effect/vitest": "catalog:",
        "@turnout/testing": "workspace:^",
        effect: "catalog:",
        vitest: "catalog:"
      },
      peerDependencies: { effect: "^4.1.0" },
      engines: { node: ">=22.19.0" }
    },
    undefined,
    2
  )}\n`

const tsconfig = `{
  "extends": "../../../tsconfig.base.json",
  "include": ["src"],
  "references": [
    {
      "path": "../../core"
    },
    {
      "path": "../../wire"
    }
  ],
  "compilerOptions": {
    "rootDir": "src",
    "outDir": "dist"
  }
}
`

const declaration = (named: Named): string => `import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "${named.id}"> = Vendor.define({
  id: "${named.id}",
  protocol: OpenAiChat.make(OpenAiChat.host),
  baseUrl: "${named.baseUrl}",
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "${prefixOf(named)}_API_KEY", baseUrl: "${prefixOf(named)}_BASE_URL" }
})
`

const index = (named: Named): string => {
  const module = moduleOf(named)
  return `import * as ${module} from "./${module}.ts"

export * as ${module} from "./${module}.ts"

/** ${possessive(named.title)} account. Without a key it is that of the environment, \`${prefixOf(named)}_API_KEY\`. */
export const ${shortOf(named)} = ${module}.layer
`
}

const config = (named: Named): string => {
  const module = moduleOf(named)
  return `import * as VendorConfig from "@turnout/wire/VendorConfig"
import * as ${module} from "./${module}.ts"

/** The account of the environment, and its options as a \`Config\`. An entry of its own, since \`Config\` loads schemas. */
export const { config, layerConfig }: VendorConfig.VendorConfig<${module}.Options> = VendorConfig.of(${module})
`
}

const subject = (named: Named): string => {
  const { baseUrl, id, model, title } = named
  const module = moduleOf(named)
  const own = title.toLowerCase() === id ? "" : `\n  id: "${id}",`
  return `import { ${module}, ${shortOf(named)} } from "@turnout/${id}"
import { layerConfig } from "@turnout/${id}/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "${title}",${own}
  vendor: ${module},
  short: ${shortOf(named)},
  layerConfig,
  model: "${model}",
  url: "${baseUrl}/chat/completions"
})
`
}

const suite = `import * as VendorSuite from "@turnout/testing/VendorSuite"
import { subject } from "./subject.ts"

VendorSuite.run(subject)
`

const possessive = (title: string): string => (title.endsWith("s") ? `${title}'` : `${title}'s`)

const readme = (named: Named): string => {
  const { id, model, title } = named
  const key = `${prefixOf(named)}_API_KEY`
  return `# @turnout/${id}

${title} as a Turnout provider, over OpenAI's Chat Completions.

\`\`\`ts
import { ${shortOf(named)} } from "@turnout/${id}"
import { createRouter } from "turnout"

const router = createRouter({ providers: [${shortOf(named)}({ apiKey: process.env["${key}"] ?? "none" })] })
const { steps } = await router.plan({ model: "${model}@${id}", messages: [{ role: "user", content: "Hi" }] })
console.log(steps[0]?.body)
await router.close()
\`\`\`

| variable | |
| --- | --- |
| \`${key}\` | the key |
| \`${prefixOf(named)}_BASE_URL\` | another host of the same API |
`
}

/** Every file of the package, by its path in it. */
export const files = (named: Named): ReadonlyMap<string, string> =>
  new Map([
    ["package.json", manifest(named)],
    ["tsconfig.json", tsconfig],
    ["README.md", readme(named)],
    [`src/${moduleOf(named)}.ts`, declaration(named)],
    ["src/index.ts", index(named)],
    ["src/config.ts", config(named)],
    ["test/subject.ts", subject(named)],
    ["test/suite.test.ts", suite]
  ])
