import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { publish, type Packed, type Ran } from "../../scripts/publish/publish.ts"
import { inserted, parse, ranged, section } from "../../scripts/version/changelog.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

const changeset = (head: string, text: string) => parse(`---\n${head}\n---\n\n${text}\n`)

describe("a changelog for users", () => {
  it("has what they must change first, and says where to look", () => {
    const release = section("0.2.0", "2026-12-24", [
      changeset(`"@turnout/router": patch`, "A late hedge is interrupted."),
      changeset(
        `"turnout": minor\n"@turnout/router": minor`,
        "`explain` fits a terminal.\nIt takes `columns`."
      ),
      changeset(`turnout: major`, "`ask` is gone.")
    ])
    assert.strictEqual(
      release,
      `## 0.2.0 (2026-12-24)

### You must change

- \`ask\` is gone. (\`turnout\`)

### New

- \`explain\` fits a terminal.
  It takes \`columns\`. (\`@turnout/router\`, \`turnout\`)

### Fixed

- A late hedge is interrupted. (\`@turnout/router\`)
`
    )
    const before = "# Changelog\n\n## 0.1.0\n\nEverything.\n"
    assert.strictEqual(inserted(before, release), `# Changelog\n\n${release}\n## 0.1.0\n\nEverything.\n`)
    assert.strictEqual(inserted("# Changelog\n", "## 1\n"), "# Changelog\n\n## 1\n")
  })

  it("is refused where a changeset tells users nothing, or names no package", () => {
    assert.throws(() => changeset(`"turnout": minor`, " "), /tells users nothing/)
    assert.throws(() => parse("Just words.\n"), /names no package/)
    assert.throws(() => changeset(`"turnout": none`, "Words."), /names no package/)
  })

  it("templates ask for the version that comes out with them", () => {
    const manifest = `{ "turnout": "^0.1.0", "@turnout/all": "^0.1.0", "effect": "^4.1.0" }`
    assert.strictEqual(
      ranged(manifest, "0.2.0"),
      `{ "turnout": "^0.2.0", "@turnout/all": "^0.2.0", "effect": "^4.1.0" }`
    )
  })

  it("every published package has one version", () => {
    const manifests = globSync("packages/{*,providers/*,bridges/*}/package.json", { cwd: root }).map(
      (file) => JSON.parse(readFileSync(root + file, "utf8")) as { readonly version: string }
    )
    assert.strictEqual(new Set(manifests.map(({ version }) => version)).size, 1)
    const { fixed } = JSON.parse(readFileSync(`${root}.changeset/config.json`, "utf8")) as { fixed: unknown }
    assert.deepStrictEqual(fixed, [["turnout", "create-turnout", "@turnout/*"]])
  })
})

describe("a release", () => {
  const tarballs: ReadonlyArray<Packed> = ["a", "b", "c"].map((name) => ({
    file: `./${name}.tgz`,
    name,
    version: "1.0.0"
  }))
  const released = (
    answers: (args: ReadonlyArray<string>) => Partial<Ran>,
    tag = "v1.0.0",
    packed = tarballs
  ) => {
    const asked: Array<ReadonlyArray<string>> = []
    const npm = (args: ReadonlyArray<string>): Ran => {
      asked.push(args)
      return { status: args[0] === "view" ? 1 : 0, stdout: "", stderr: "", ...answers(args) }
    }
    return { failed: publish(packed, { tag, dry: false, npm, say: () => undefined }), asked }
  }

  it("publishes each package with provenance, and runs no script of it", () => {
    const { asked, failed } = released(() => ({}))
    assert.deepStrictEqual(failed, [])
    const published = asked.filter(([command]) => command === "publish")
    assert.deepStrictEqual(
      published.map(([, file]) => file),
      ["./a.tgz", "./b.tgz", "./c.tgz"]
    )
    for (const args of published) assert.includeMembers([...args], ["--provenance", "--ignore-scripts"])
  })

  it("that broke in the middle is run again: what is there is passed over, and the rest is tried", () => {
    const { asked, failed } = released(([command, what]) => {
      if (command === "view" && what === "a@1.0.0") return { status: 0, stdout: "1.0.0\n" }
      return command === "publish" && what === "./b.tgz" ? { status: 1, stderr: "refused" } : {}
    })
    assert.deepStrictEqual(failed, ["b@1.0.0: refused"])
    assert.deepStrictEqual(
      asked.flatMap(([command, file]) => (command === "publish" ? [file] : [])),
      ["./b.tgz", "./c.tgz"]
    )
  })

  it("of another version than its tag, or of nothing, asks the registry nothing", () => {
    const wrong = released(() => ({}), "v1.0.1")
    assert.strictEqual(wrong.failed.length, 3)
    assert.deepStrictEqual(wrong.asked, [])
    assert.strictEqual(released(() => ({}), "v1.0.0", []).failed.length, 1)
  })

  it("a version before a release is not what a plain install gets", () => {
    const packed = [{ file: "./a.tgz", name: "a", version: "1.0.0-beta.1" }]
    const { asked } = released(() => ({}), "v1.0.0-beta.1", packed)
    assert.include(asked.at(-1)!.join(" "), "--tag next")
  })

  it("runs what every commit runs before anything is published, and has a token for nothing else", () => {
    const workflow = readFileSync(`${root}.github/workflows/release.yml`, "utf8")
    assert.match(workflow, /needs: checked/)
    assert.match(workflow, /- run: \.ci\/run/)
    assert.strictEqual(workflow.split("id-token: write").length, 2)
    assert.notMatch(workflow, /secrets\.|NODE_AUTH_TOKEN/)
    for (const [, used = ""] of workflow.matchAll(/uses: (\S+)/g))
      assert.match(used, /^[\w/-]+@(v\d+|[0-9a-f]{40})$/)
  })
})
