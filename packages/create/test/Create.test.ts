import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Create from "create-turnout/Create"

const root = fileURLToPath(new URL("..", import.meta.url))

const withFolder = <A>(use: (folder: string) => A): A => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "turnout-create-")))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const run = (cwd: string, args: ReadonlyArray<string>, env: { readonly [name: string]: string } = {}) => {
  const [out, err]: [Array<string>, Array<string>] = [[], []]
  const code = Create.run(args, {
    env,
    cwd: () => cwd,
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) }
  })
  return { code, stdout: out.join(""), stderr: err.join("") }
}

interface Manifest {
  readonly name: string
  readonly dependencies: { readonly [name: string]: string }
  readonly devDependencies: { readonly [name: string]: string }
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest

const names = Object.keys(Create.templates) as Array<Create.Template>

describe("npm create turnout", () => {
  it("writes a program, named after its folder, and tells the next two commands", () => {
    withFolder((cwd) => {
      for (const template of names) {
        const folder = `My ${template}`
        const { code, stderr, stdout } = run(cwd, [folder, "--template", template])
        assert.strictEqual(code, 0, stderr)
        assert.include(stdout, `cd "My ${template}" && npm install\n  npm test\n`)
        assert.strictEqual(manifestOf(join(cwd, folder)).name, `my-${template}`)
        const files = readdirSync(join(cwd, folder))
        for (const file of [".env.example", ".gitignore", "README.md", "src", "test", "tsconfig.json"])
          assert.include(files, file)
        assert.notInclude(files, "gitignore")
      }
    })
  })

  it("is plain, and in turnout-app, if nothing is said; the tool that ran it is the one it names", () => {
    withFolder((cwd) => {
      const { code, stdout } = run(cwd, [], { npm_config_user_agent: "pnpm/12.0.0 npm/? node/v24" })
      assert.strictEqual(code, 0)
      assert.include(stdout, "cd turnout-app && pnpm install\n  pnpm test\n")
      assert.strictEqual(manifestOf(join(cwd, "turnout-app")).name, "turnout-app")
    })
  })

  it("takes an empty folder, a fresh repository too, and the one where it is run", () => {
    withFolder((cwd) => {
      mkdirSync(join(cwd, ".git"))
      const { code, stderr, stdout } = run(cwd, ["."])
      assert.strictEqual(code, 0, stderr)
      assert.include(stdout, "\n  npm install\n  npm test\n")
    })
  })

  it("refuses a folder that is not empty, a file, and a template that there is not, and writes nothing", () => {
    withFolder((cwd) => {
      mkdirSync(join(cwd, "full"))
      writeFileSync(join(cwd, "full", "mine.txt"), "mine")
      writeFileSync(join(cwd, "file"), "mine")
      const full = run(cwd, ["full"])
      assert.deepStrictEqual([full.code, readdirSync(join(cwd, "full"))], [1, ["mine.txt"]])
      assert.include(full.stderr, "is not empty")
      assert.include(run(cwd, ["file"]).stderr, "is a file")
      for (const template of ["expres", "toString", "../plain", ""]) {
        const { code, stderr } = run(cwd, ["new", "--template", template])
        assert.strictEqual(code, 2)
        for (const name of names) assert.include(stderr, `\n  ${name} `)
      }
      assert.strictEqual(run(cwd, ["new", "--tempalte", "plain"]).code, 2)
      assert.strictEqual(run(cwd, ["one", "two"]).code, 2)
      assert.deepStrictEqual(readdirSync(cwd).sort(), ["file", "full"])
      assert.throws(() => Create.create({ folder: join(cwd, "full") }), Create.CreateError)
    })
  })

  it("a folder's name becomes one that npm takes", () => {
    withFolder((cwd) => {
      for (const [folder, name] of [
        ["Ünï Code", "n-code"],
        ["_hidden.app", "hidden.app"],
        ["…", "turnout-app"]
      ] as const) {
        assert.strictEqual(Create.create({ folder: join(cwd, folder) }).name, name)
        assert.strictEqual(manifestOf(join(cwd, folder)).name, name)
      }
    })
  })

  it("the command says what it can do", () => {
    const bin = join(root, "bin/create-turnout.js")
    const { status, stdout } = spawnSync(process.execPath, [bin, "--help"], { encoding: "utf8" })
    assert.strictEqual(status, 0)
    for (const name of names) assert.include(stdout, name)
    for (const line of stdout.split("\n")) assert.isAtMost(line.length, 80)
  })
})

describe("the templates", () => {
  it("are those that are named", () => assert.sameMembers(readdirSync(join(root, "templates")), names))

  it("ask for the packages of this workspace in its versions, and for others as it does", () => {
    const ours = new Map(
      globSync("../{*,providers/*,bridges/*}/package.json", { cwd: root }).map((file) => {
        const { name, version } = JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, string>
        return [name!, `^${version}`]
      })
    )
    const workspace = readFileSync(join(root, "../../pnpm-workspace.yaml"), "utf8")
    const own = manifestOf(root).devDependencies
    for (const template of names) {
      const { dependencies, devDependencies } = manifestOf(join(root, "templates", template))
      for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
        const catalogued = new RegExp(`^ {2}"?${name}"?: \\^?(\\S+)$`, "m").exec(workspace)?.[1]
        assert.strictEqual(range, ours.get(name) ?? `^${catalogued ?? own[name]}`, `${name} of ${template}`)
      }
    }
  })

  for (const template of names) {
    it(`${template}: its tests pass, without a key`, () => {
      const { status, stdout } = spawnSync(process.execPath, ["--test", "test/*.test.ts"], {
        cwd: join(root, "templates", template),
        encoding: "utf8",
        env: { PATH: process.env["PATH"] }
      })
      assert.strictEqual(status, 0, stdout)
      assert.match(stdout, /pass [23]/)
      assert.match(stdout, /fail 0/)
    })
  }
})
