import { assert, describe, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isAllowed, violations } from "../../scripts/dependencies/rules.ts"
import { treeOf } from "../../scripts/dependencies/tree.ts"

describe("licences", () => {
  for (const [licence, is] of [
    ["MIT", true],
    ["(AFL-2.1 OR BSD-3-Clause)", true],
    ["MIT AND ISC", true],
    ["MIT AND GPL-3.0-only", false],
    ["GPL-3.0-only OR (MIT AND Apache-2.0)", true],
    ["MIT OR", false],
    ["(MIT", false],
    ["MIT)", false],
    ["AGPL-3.0-only", false],
    ["SEE LICENSE IN LICENSE.md", false],
    ["UNLICENSED", false],
    ["", false],
    [undefined, false],
    [null, false],
    [{ type: "MIT", url: "u" }, true],
    [[{ type: "GPL-2.0" }, { type: "MIT" }], true],
    [[], false]
  ] as const) {
    it(`${JSON.stringify(licence)} is ${is ? "" : "not "}allowed`, () =>
      assert.strictEqual(isAllowed(licence), is))
  }
})

/** A made-up tree on disk: `ours` depends on what is given, by folder. */
const withTree = <A>(
  manifests: { readonly [folder: string]: object },
  use: (root: string) => A,
  files: ReadonlyArray<string> = []
): A => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "turnout-tree-")))
  for (const [folder, manifest] of Object.entries(manifests)) {
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, "package.json"), JSON.stringify({ version: "1.0.0", ...manifest }))
  }
  for (const file of files) writeFileSync(join(root, file), "")
  try {
    return use(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const mit = { license: "MIT" }
const ours = (more: object = {}) => ({ name: "ours", ...mit, dependencies: { good: "1" }, ...more })

const of = (manifests: { readonly [folder: string]: object }, files: ReadonlyArray<string> = []) =>
  withTree({ ours: ours(), ...manifests }, (root) => violations(treeOf([join(root, "ours")])), files)

describe("what is installed with our packages", () => {
  it("is free and quiet, or the check is red", () => {
    assert.deepStrictEqual(of({ "node_modules/good": { name: "good", ...mit } }), [])
    assert.deepStrictEqual(of({ "node_modules/good": { name: "good", license: "AGPL-3.0-only" } }), [
      'good@1.0.0 has the licence "AGPL-3.0-only" (by ours)'
    ])
    assert.deepStrictEqual(
      of({ "node_modules/good": { name: "good", ...mit, scripts: { postinstall: "node x.js", test: "x" } } }),
      ["good@1.0.0 runs postinstall when it is installed (by ours)"]
    )
  })

  it("what a dependency brings counts too, with the way to it", () => {
    const found = of({
      "node_modules/good": { name: "good", ...mit, dependencies: { deep: "1" } },
      "node_modules/good/node_modules/deep": { name: "deep", scripts: { install: "make" } },
      "node_modules/deep": { name: "deep", ...mit }
    })
    assert.deepStrictEqual(found, [
      "deep@1.0.0 has the licence of nobody (by ours > good)",
      "deep@1.0.0 runs install when it is installed (by ours > good)"
    ])
  })

  it("what npm compiles by itself is seen without a script", () => {
    const manifests = { "node_modules/good": { name: "good", ...mit } }
    assert.deepStrictEqual(of(manifests, ["node_modules/good/binding.gyp"]), [
      "good@1.0.0 is compiled when it is installed (by ours)"
    ])
  })

  it("a peer counts, an optional one too if a user does not bring it anyway; theirs count if they are not optional", () => {
    const found = (optional: boolean, brought: ReadonlyArray<string> = []) => {
      const peer = { peerDependencies: { peer: "1" }, peerDependenciesMeta: { peer: { optional } } }
      const manifests = {
        ours: ours(peer),
        "node_modules/good": {
          name: "good",
          ...mit,
          ...peer,
          peerDependencies: { deep: "1" },
          peerDependenciesMeta: { deep: { optional } }
        },
        "node_modules/peer": { name: "peer", license: "GPL-3.0-only" },
        "node_modules/deep": { name: "deep", license: "GPL-3.0-only" }
      }
      const tree = withTree(manifests, (root) => treeOf([join(root, "ours")], new Set(brought)))
      return violations(tree).map((line) => line.split("@")[0])
    }
    assert.deepStrictEqual(found(false), ["deep", "peer"])
    assert.deepStrictEqual(found(true), ["peer"])
    assert.deepStrictEqual(found(true, ["peer"]), [])
  })

  it("what is for another platform may be missing, and nothing else", () => {
    const optional = ours({ dependencies: {}, optionalDependencies: { elsewhere: "1" } })
    assert.deepStrictEqual(of({ ours: optional }), [])
    assert.throws(() => of({}), /good of ours is not installed/)
  })

  it("a circle ends, and our own packages are not somebody else's", () => {
    const found = of({
      "node_modules/good": { name: "good", ...mit, dependencies: { good: "1", round: "1" } },
      "node_modules/round": { name: "round", ...mit, dependencies: { good: "1" } }
    })
    assert.deepStrictEqual(found, [])
  })
})
