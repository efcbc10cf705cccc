/**
 * `pnpm typetest`: what users see of our types, under the TypeScript that we build with and under the oldest
 * that Effect supports. A file in `packages/…/typetest` passes when it compiles.
 */
import { spawnSync } from "node:child_process"

const compilers = ["node_modules/typescript/bin/tsc", "node_modules/typescript-5.9/bin/tsc"]

for (const compiler of compilers) {
  const run = (...input: Array<string>) =>
    spawnSync(process.execPath, [compiler, ...input], { encoding: "utf8" })
  const version = run("--version").stdout.trim()
  const { status, stdout } = run("-p", "tsconfig.typetest.json")
  console.log(`${status === 0 ? "✓" : "✗"} ${version}`)
  if (status !== 0) {
    console.error(stdout)
    process.exitCode = 1
  }
}
