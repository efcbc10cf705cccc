/**
 * `pnpm bench`: side by side with what one would use instead. Writes the tables of README.md between its markers; with a
 * subset (`--quick`, `--only`) it prints them only.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { browser, tooLarge } from "./browser.ts"
import { bundles } from "./bundle.ts"
import { calls } from "./calls.ts"
import * as Cold from "./cold.ts"
import * as Counts from "./counts.ts"
import { curve, curveTable } from "./curve.ts"
import { decisions } from "./decide.ts"
import { importTimes, mostRatio, tooSlow } from "./imports.ts"
import { install } from "./installed.ts"
import { state } from "./state.ts"
import { callsTable, markdown } from "./table.ts"
import { translations } from "./translate.ts"

const titles: ReadonlyMap<string, string> = new Map([
  ["undici", "`undici.request`, and a stream read by hand"],
  ["fetch", "global `fetch`, the same by hand"],
  ["openai-sdk", "`openai` SDK"],
  ["ai-sdk-openai", "AI SDK, `@ai-sdk/openai`"],
  ["ai-sdk-anthropic", "AI SDK, `@ai-sdk/anthropic`"],
  ["turnout-effect", "**Turnout** through Effect"],
  ["turnout", "**Turnout** through `turnout`"],
  ["turnout-openai-sdk-plain", "**Turnout** under the `openai` SDK, answers as by default"],
  ["turnout-openai-sdk", "the same, with attempts and decision in each answer"]
])

const parts = ["counts", "calls", "curve", "decide", "translate", "state", "imports", "bundle"]

const help = `pnpm bench [options]

  --quick          a few of the requests and two rounds: to see that it runs, not to quote
  --only <list>    of counts, calls, curve, decide, translate, state, imports, bundle
  --subjects <l>   of ${[...titles.keys()].join(", ")}
  --rounds <n>     batches per subject (15)
  --check          fail where importing takes more than 2.2 times the CPU of Effect's part of it, three times running,
                   where a count is worse than in counts.json or cold.json, and where a page
                   would load more than 70 kB at once
  --update         write the counts to counts.json and cold.json

Build first (pnpm build): Turnout is measured as a user would have installed it.
`

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    subjects: { type: "string" },
    rounds: { type: "string" },
    check: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false }
  }
})

/** Budgets that are exceeded, in words: with `--check` the bench fails by any of them. */
const exceeded: Array<string> = []

/** Tells what has become worse than in cold.json, or writes it there. */
const ratchet = (counted: Cold.Cold) => {
  for (const each of Cold.worse(counted, Cold.last())) exceeded.push(`worse than in cold.json: ${each}`)
  if (values.update) Cold.write(counted)
}

const sections: { [part: string]: () => Promise<string> } = {
  counts: async () => {
    const counts = await Counts.counts()
    for (const each of Counts.worse(counts, Counts.last()))
      exceeded.push(`worse than in counts.json: ${each}`)
    if (values.update) Counts.write(counts)
    return `### Counts\n\nOf a warm call with everything on; load does not move them.\n\n${Counts.countsTable(counts)}`
  },
  curve: async () => {
    const names = ["undici", "turnout", "turnout-effect"]
    const table = curveTable(await curve(names, values.quick), names, titles)
    return `### From the first call on\n\nCPU per call of each stretch, and as a ratio to the first column.\n\n${table}`
  },
  calls: async () => {
    const names = values.subjects?.split(",") ?? [...titles.keys()]
    const rounds = Number(values.rounds ?? (values.quick ? 2 : 15))
    const table = callsTable(await calls(names, rounds, values.quick), titles)
    return `### Calls\n\nClient CPU per request, and per chunk of a stream, as ratios to the first row. Medians of ${rounds} batches, for which living processes take turns.\n\n${table}`
  },
  decide: async () => {
    const times = await decisions(values.quick)
    const rows = times.map(({ candidates, decide_us, floor_us, record_us }) => [
      candidates.toLocaleString("en"),
      `${decide_us.toFixed(0)} µs`,
      `${record_us.toFixed(0)} µs`,
      `${floor_us.toFixed(0)} µs`
    ])
    const of = (count: number) => times.find(({ candidates }) => candidates === count)!
    const growth = of(10_000).decide_us / of(100).decide_us
    const above = of(100).decide_us / of(100).floor_us
    const table = markdown(["candidates", "decided", "and recorded", "a sum and a sort"], rows)
    return `### Decisions\n\n${table}\n\nA hundred times the candidates take **${growth.toFixed(0)}** times as long; the aim is at most 130. A hundred take **${above.toFixed(1)}** times as long as one weighted sum over five arrays and a sort; the aim is at most 8.`
  },
  translate: async () => {
    const times = translations(values.quick)
    const rows = times.map(({ api, delta_us }) => [api, `${delta_us.toFixed(2)} µs`])
    return `### Translations\n\nOne text delta of a stream, from the router's events to the parts of an API; the aim is at most 2 µs.\n\n${markdown(["", "per delta"], rows)}`
  },
  state: async () => `### What is remembered\n\n${await state(values.quick)}`,
  imports: async () => {
    let best = importTimes()
    // A slow minute of the machine is not a slow import.
    for (let again = 0; values.check && best.ratio > mostRatio && again < 2; again++) {
      const next = importTimes()
      if (next.ratio < best.ratio) best = next
    }
    const { effect_ms, modules, ratio, turnout_ms } = best
    exceeded.push(...tooSlow(best))
    const counted = Cold.cold()
    ratchet(counted)
    const told = `\`turnout\`, two providers and the catalog: ${turnout_ms.toFixed(0)} ms of CPU. The ${modules.length} modules of Effect that they import: ${effect_ms.toFixed(0)} ms. **Ratio ${ratio.toFixed(2)}**, medians of 20 alternating processes; the aim is at most ${mostRatio}.`
    return `### Import time\n\n${told}\n\nLoad does not move these: JavaScript that is evaluated, without undici and facts of models.\n\n${Cold.coldTable(counted)}`
  },
  bundle: async () => {
    const rows = (await bundles()).map(({ gzip_kb, kb, later_gzip_kb, title }) => [
      title,
      `${kb.toFixed(0)} kB`,
      `${gzip_kb.toFixed(1)} kB`,
      later_gzip_kb === 0 ? "" : `${later_gzip_kb.toFixed(0)} kB`
    ])
    const header = ["", "minified", "gzipped", "gzipped, loaded when needed"]
    const pages = await browser()
    ratchet(pages)
    for (const each of tooLarge(pages)) exceeded.push(`too large: ${each}`)
    const page = `What a page loads at once for \`turnout\`, one vendor and \`fetch\`, gzipped together; the aim is at most 70 kB for a vendor of one API.\n\n${Cold.coldTable(pages)}`
    return `### Bundle size\n\nesbuild; \`undici\` left outside.\n\n${markdown(header, rows)}\n\n${page}`
  }
}

const write = (text: string) => {
  const file = fileURLToPath(new URL("README.md", import.meta.url))
  const [before = "", rest = ""] = readFileSync(file, "utf8").split("<!-- measured -->\n")
  const after = rest.slice(rest.indexOf("<!-- /measured -->"))
  writeFileSync(file, `${before}<!-- measured -->\n\n${text}\n\n${after}`)
  const format = fileURLToPath(new URL("../node_modules/.bin/oxfmt", import.meta.url))
  spawnSync(format, [file])
}

if (values.help) console.log(help)
else {
  install()
  const chosen = values.only?.split(",") ?? parts
  const texts: Array<string> = []
  for (const part of chosen) {
    const section = sections[part]
    if (section === undefined) throw new Error(`--only knows ${parts.join(", ")}, not ${part}`)
    texts.push(await section())
  }
  for (const each of exceeded) console.error(each)
  if (values.check && exceeded.length > 0) process.exitCode = 1
  const model = cpus()[0]?.model.trim() ?? "unknown"
  const where = `Node ${process.versions.node}, ${cpus().length} cores (${model}). Compare ratios, not microseconds.`
  const text = [where, ...texts].join("\n\n")
  if (chosen.length === parts.length && !values.quick && values.subjects === undefined) write(text)
  else console.log(text)
}
