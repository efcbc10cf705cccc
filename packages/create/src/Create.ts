import { cpSync, existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs"
import { basename, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

/** The programs to begin with, and what each is. */
export const templates = {
  plain: "a program that asks one question, with promises",
  express: "an Express backend that streams answers",
  effect: "an Effect program with layers"
} as const

export type Template = keyof typeof templates

export interface Options {
  /** Where the program goes; it is made, or must be empty but for `.git`. */
  readonly folder: string
  /** Default: `plain`. */
  readonly template?: Template | undefined
}

/** The folder or the template cannot be used; the message says what can. */
export class CreateError extends Error {
  override readonly name = "CreateError"
}

const isTemplate = (name: string): name is Template => Object.hasOwn(templates, name)

const list = Object.entries(templates)
  .map(([name, text]) => `  ${name.padEnd(9)}${text}`)
  .join("\n")

/** A package's name of a folder's. */
const nameOf = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|-+$/g, "") || "turnout-app"

/** Copies a template into a folder and gives the package the folder's name. Throws `CreateError`, and writes nothing then. */
export const create = ({ folder, template = "plain" }: Options): { readonly name: string } => {
  if (!isTemplate(template)) throw new CreateError(`There is no template '${template}'. Templates:\n${list}`)
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new CreateError(`'${folder}' is a file.`)
    if (readdirSync(folder).some((name) => name !== ".git"))
      throw new CreateError(`The folder '${folder}' is not empty.`)
  }
  cpSync(fileURLToPath(new URL(`../templates/${template}`, import.meta.url)), folder, { recursive: true })
  // A registry's tarball holds no .gitignore: npm takes it for its own.
  renameSync(join(folder, "gitignore"), join(folder, ".gitignore"))
  const manifest = join(folder, "package.json")
  const name = nameOf(resolve(folder))
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/("name": )"[^"]*"/, `$1"${name}"`))
  return { name }
}

const help = `npm create turnout [folder] [-- --template <name>]

Writes a new program with the Turnout router into a folder (turnout-app), with a
test that needs no key and no network.

  --template <name>  ${Object.keys(templates).join(", ")}. Default: plain
  --help             print this

${list}
`

/** What the command needs of the process that runs it. */
export interface Process {
  readonly env: { readonly [name: string]: string | undefined }
  readonly stdout: { readonly write: (text: string) => unknown }
  readonly stderr: { readonly write: (text: string) => unknown }
  readonly cwd: () => string
}

/** Runs the command. Exit codes: 0, 1 if the folder cannot be used, 2 if the command line was not understood. */
export const run = (args: ReadonlyArray<string>, { cwd, env, stderr, stdout }: Process): number => {
  const wrong = (message: string, code: number): number => {
    stderr.write(`${message.replaceAll(/(?!\n)\p{C}/gu, "?")}\n`)
    return code
  }
  let given
  try {
    given = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        template: { type: "string", short: "t", default: "plain" },
        help: { type: "boolean", short: "h" }
      }
    })
  } catch (error) {
    return wrong(`${error instanceof Error ? error.message : String(error)}\n\n${help}`, 2)
  }
  const { positionals, values } = given
  const { template } = values
  if (values.help === true) {
    stdout.write(help)
    return 0
  }
  if (positionals.length > 1) return wrong(`One folder, not ${positionals.length}.\n\n${help}`, 2)
  if (!isTemplate(template)) return wrong(`There is no template '${template}'. Templates:\n${list}`, 2)
  const folder = resolve(cwd(), positionals[0] ?? "turnout-app")
  try {
    create({ folder, template })
  } catch (error) {
    if (error instanceof CreateError) return wrong(error.message, 1)
    throw error
  }
  const shown = relative(cwd(), folder) || "."
  const tool = /^(?:pnpm|yarn|bun)(?=\/)/.exec(env["npm_config_user_agent"] ?? "")?.[0] ?? "npm"
  const enter = shown === "." ? "" : `cd ${/[^\w./-]/.test(shown) ? JSON.stringify(shown) : shown} && `
  stdout.write(`The ${template} program is in ${shown}. Next:

  ${enter}${tool} install
  ${tool} test

Its README says what to do with a key.
`)
  return 0
}
