/**
 * `pnpm live [vendor…] [--spend usd]`: asks real vendors the golden requests of their packages, where the environment holds
 * a key, and prints what differs from the fixtures. Default: every vendor that needs a key, at most 0.10 USD in all.
 */
import { globSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { parseArgs } from "node:util"
import type { Subject } from "@turnout/testing/VendorSuite"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { run } from "./run.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { spend: { type: "string", default: "0.10" } }
})
const spend_usd = Number(values.spend)
if (!(spend_usd > 0)) throw new RangeError(`--spend takes USD above 0, not '${values.spend}'.`)

const files = globSync("packages/providers/*/test/subject.ts").sort()
const modules = await Promise.all(
  files.map((file) => import(pathToFileURL(file).href) as Promise<{ readonly subject: Subject }>)
)
const subjects = modules.map(({ subject }) => subject)
const unknown = positionals.filter((name) => !subjects.some(({ id }) => id === name))
if (unknown.length > 0) {
  throw new Error(
    `No vendor '${unknown.join("', '")}'; there are ${subjects.map(({ id }) => id).join(", ")}.`
  )
}
/** A server of one's own that needs no key is asked where it is named. */
const isAsked = ({ id, keyed = true }: Subject) =>
  positionals.length === 0 ? keyed : positionals.includes(id)
const asked = subjects.filter(isAsked)
const { failed } = await run({ subjects: asked, spend_usd, transport: layerFetch, tell: console.log })
if (failed > 0) process.exitCode = 1
