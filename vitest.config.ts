import { globSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const roots = [
  ...globSync("packages/{*,providers/*,bridges/*}/package.json"),
  "examples/package.json",
  "bench/package.json",
  "docs/package.json",
  "browser/package.json"
].map((file) => file.slice(0, -"/package.json".length))

/** Projects whose tests start programs, servers and browsers: each file has a process of its own, as elsewhere each worker. */
const apart = /^(bench|browser|docs|examples|packages\/(bridges\/dashboard|create|redis|sqlite))$/

export default defineConfig({
  test: {
    // A limit that load can move is none of a test's own: what hangs is found all the same.
    // All cores: what a test asserts does not depend on load.
    maxWorkers: "100%",
    testTimeout: 900_000,
    hookTimeout: 900_000,
    setupFiles: [fileURLToPath(new URL("vitest.seed.ts", import.meta.url))],
    projects: roots.map((root) => ({
      extends: true as const,
      root,
      test: { name: root.replace("packages/", ""), include: ["test/**/*.test.ts"], isolate: apart.test(root) }
    }))
  }
})
