/** `pnpm demo`: one chat, two vendors of which one fails, and what a person would want to know about it. */
import { createRouter, isRouterError } from "turnout"
import * as Call from "./call.ts"
import { help, parse, type Options } from "./options.ts"
import * as Print from "./print.ts"
import * as Report from "./report.ts"
import * as Vendors from "./vendors.ts"

const say = (text: string) => process.stdout.write(text)

const aloud = async (options: Options, vendors: Vendors.Vendors): Promise<void> => {
  const router = createRouter({ providers: vendors.providers })
  const plan = await router.plan(Call.request(options))
  say(Print.title("Candidates"))
  say(`${Print.candidates(plan.decision)}\n`)
  say(Print.title("Answer"))
  say("  ")
  const answer = options.stream
    ? await Call.streamed(router, options, (text) => say(text))
    : await Call.unary(router, options)
  if (!options.stream) say(answer.text)
  const report = await Report.make(
    answer.text,
    answer.model,
    answer.usage,
    answer.metadata,
    vendors.journals()
  )
  say(`\n${Print.title("Attempts")}${Print.attempts(report.attempts)}\n`)
  say(`${Print.title("Warnings")}${Print.warnings(report.warnings)}\n`)
  say(`${Print.title("Cost")}${Print.cost(report)}\n`)
  if (!options.live)
    say(`${Print.title("The stand-ins' own journals")}${Print.upstreams(report.upstreams)}\n\n`)
  await router.close()
}

const asJson = async (options: Options, vendors: Vendors.Vendors): Promise<void> => {
  const router = createRouter({ providers: vendors.providers })
  const answer = options.stream
    ? await Call.streamed(router, options, () => {})
    : await Call.unary(router, options)
  const report = await Report.make(
    answer.text,
    answer.model,
    answer.usage,
    answer.metadata,
    vendors.journals()
  )
  say(`${JSON.stringify(report, null, 2)}\n`)
  await router.close()
}

const parsed = parse(process.argv.slice(2))

if (parsed.type === "help") say(help)
else if (parsed.type === "wrong") {
  process.stderr.write(`${parsed.message}\n\n${help}`)
  process.exitCode = 2
} else {
  const vendors = await Vendors.start(parsed.options)
  try {
    await (parsed.options.json ? asJson : aloud)(parsed.options, vendors)
  } catch (error) {
    if (!isRouterError(error)) throw error
    const { attempts, code, message, param, status, suggestion } = error
    process.stderr.write(`\n${status} ${code}${param === null ? "" : ` (${param})`}: ${message}\n`)
    if (suggestion !== undefined) process.stderr.write(`${suggestion}\n`)
    if (attempts.length > 0) process.stderr.write(`${Print.attempts(attempts)}\n`)
    process.exitCode = 1
  } finally {
    await vendors.stop()
  }
}
