/** `pnpm demo`: three calls to two vendors of which one fails, and what a person would want to know about them. */
import { writeFileSync } from "node:fs"
import { createRouter, explainCall, hasColor, isRouterError } from "turnout"
import * as Call from "./call.ts"
import { page } from "./html/page.ts"
import { help, parse, type Options } from "./options.ts"
import * as Print from "./print.ts"
import * as Report from "./report.ts"
import * as Story from "./story.ts"
import * as Vendors from "./vendors.ts"

const { env, stdout, stderr } = process
const say = (text: string) => stdout.write(text)
const terminal = { columns: stdout.columns, color: hasColor({ env, isTTY: stdout.isTTY }) }

const aloud = async (options: Options, vendors: Vendors.Vendors): Promise<Report.Story> => {
  const router = createRouter({ ...Story.routing, providers: vendors.providers })
  const stands = (text: string) => (options.live || options.healthy ? "" : text)
  try {
    const plan = await router.plan(Call.request(options))
    say(Print.title(`1. Failover${stands(": the first vendor answers 503")}`))
    say(`${Print.candidates(plan.decision, terminal)}\n\n`)
    const text = Print.flowing(terminal)
    const report = await Story.failover(router, options, vendors, (piece) => say(text.piece(piece)))
    say(
      `${text.end()}\n\n${Print.warnings(report.warnings)}${options.live ? "" : Print.upstreams(report.upstreams)}`
    )

    say(Print.title(`2. Hedging${stands(": the first vendor is late")}`))
    const hedging = await Story.hedging(router, options, vendors)
    say(Print.hedging(hedging))

    say(Print.title("3. A budget"))
    const budget = await Story.budget(router, options, vendors)
    say(Print.budget(budget))

    const story = Report.whole(report, hedging, budget)
    say(`${Print.title("Cost")}${Print.cost(story)}`)
    say(`${Print.title("Attempts of the three calls")}${Print.timelines(story, terminal)}`)
    return story
  } finally {
    await router.close()
  }
}

const asJson = async (options: Options, vendors: Vendors.Vendors): Promise<Report.Story> => {
  const router = createRouter({ ...Story.routing, providers: vendors.providers })
  try {
    const report = await Story.failover(router, options, vendors, () => {})
    const hedging = await Story.hedging(router, options, vendors)
    const story = Report.whole(report, hedging, await Story.budget(router, options, vendors))
    say(`${JSON.stringify(story, null, 2)}\n`)
    return story
  } finally {
    await router.close()
  }
}

const run = async (options: Options): Promise<void> => {
  const vendors = await Vendors.start(options)
  try {
    const story = await (options.json ? asJson : aloud)(options, vendors)
    if (options.html === undefined) return
    writeFileSync(options.html, page(story))
    stderr.write(`\nThe page is in ${options.html}\n`)
  } catch (error) {
    if (!isRouterError(error)) throw error
    const { attempts, code, message, param, status, suggestion } = error
    stderr.write(`\n${status} ${code}${param === null ? "" : ` (${param})`}: ${message}\n`)
    if (suggestion !== undefined) stderr.write(`${suggestion}\n`)
    if (attempts.length > 0) stderr.write(`${explainCall({ attempts })}\n`)
    process.exitCode = 1
  } finally {
    await vendors.stop()
  }
}

const parsed = parse(process.argv.slice(2))

if (parsed.type === "help") say(help)
else if (parsed.type === "wrong") {
  stderr.write(`${parsed.message}\n\n${help}`)
  process.exitCode = 2
} else await run(parsed.options)
