/** Puts the programs of `examples/readme` into the README, behind their markers. `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs"

const check = process.argv.includes("--check")
const current = readFileSync("README.md", "utf8")
const block = /<!-- example: ([\w-]+) -->\n(?:\n```ts\n[\s\S]*?\n```\n)?/g

const text = current.replace(block, (_, name: string) => {
  const source = readFileSync(`examples/readme/${name}.ts`, "utf8").trimEnd()
  return `<!-- example: ${name} -->\n\n\`\`\`ts\n${source}\n\`\`\`\n`
})

if (text !== current) {
  if (check) {
    console.error("README.md differs from examples/readme: run pnpm readme")
    process.exitCode = 1
  } else writeFileSync("README.md", text)
}
