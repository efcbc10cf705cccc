import * as Spend from "@turnout/state/Spend"
import { createReadStream, existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { createRouter } from "turnout/CreateRouter"
import { ago, date, oneOf, parse, Usage } from "./arguments.ts"
import { installed } from "./installed.ts"
import { csv, listed, table } from "./table.ts"
import type { Command } from "./World.ts"

const help = `turnout spend --db <file> [options]

What calls cost, from the receipts of a store.

  --db <file>          a file of @turnout/sqlite, which must be installed
  --receipts <file>    receipts as lines of JSON, as an observer may write
                       them; - reads stdin
  --by <name>          one row for each; repeat it for combinations:
                       ${listed(Spend.bys, 57, 23)}
  --since <time>       the last 30m, 24h, 7d or 2w
  --from, --to <date>  calls that began at --from or later, and before --to
  --csv, --json        for programs
`

export const spend: Command = {
  help,
  run: async (args, { columns: width, cwd, now, say, warn }) => {
    const { positionals, values } = parse(args, {
      db: { type: "string" },
      receipts: { type: "string" },
      by: { type: "string", multiple: true },
      since: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      csv: { type: "boolean" },
      json: { type: "boolean" }
    })
    if (positionals.length > 0) throw Usage.of(`turnout spend takes options only, not '${positionals[0]}'.`)
    const { db, receipts } = values
    if ((db === undefined) === (receipts === undefined)) {
      throw Usage.of("Say where the receipts are: --db <file> or --receipts <file>.")
    }
    if (values.csv === true && values.json === true) throw Usage.of("--csv and --json exclude each other.")
    if (values.since !== undefined && values.from !== undefined) {
      throw Usage.of("--since and --from exclude each other.")
    }
    const from = values.since === undefined ? date("--from", values.from) : ago(values.since, now)
    const to = date("--to", values.to)
    const query: Spend.SpendQuery = {
      by: (values.by ?? [])
        .flatMap((names) => names.split(","))
        .map((name) => oneOf("--by", name, Spend.bys)),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to })
    }
    const file = db ?? receipts!
    if (file !== "-" && !existsSync(file)) throw new Error(`There is no file '${file}'.`)
    const report = db === undefined ? await ofLines(file, query) : await ofStore(file, query, cwd)
    if (report.unreadable > 0) warn(`${report.unreadable} receipts could not be read.\n`)
    say(
      values.json === true
        ? `${JSON.stringify(report, null, 2)}\n`
        : values.csv === true
          ? csv([columns(report), ...report.rows.map((row) => cells(report, row))])
          : readable(report, width)
    )
  }
}

const ofLines = async (file: string, query: Spend.SpendQuery): Promise<Spend.SpendReport> => {
  const report = Spend.make(query)
  const input = file === "-" ? process.stdin : createReadStream(file)
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() !== "") report.takeText(line)
  }
  return report.report()
}

type State = NonNullable<Parameters<typeof createRouter>[0]["state"]>

const ofStore = async (file: string, query: Spend.SpendQuery, cwd: string): Promise<Spend.SpendReport> => {
  const { sqlite } = await installed<{ readonly sqlite: (options: { readonly file: string }) => State }>(
    "@turnout/sqlite",
    cwd
  )
  const router = createRouter({ providers: [], state: sqlite({ file }) })
  try {
    return await router.spend(query)
  } finally {
    await router.close()
  }
}

const figures = {
  calls: (row) => String(row.calls),
  failed: (row) => String(row.failed),
  interrupted: (row) => String(row.interrupted),
  prompt_tokens: (row) => String(row.tokens.prompt),
  cached_tokens: (row) => String(row.tokens.cached),
  completion_tokens: (row) => String(row.tokens.completion),
  exact_usd: (row) => row.exact_usd,
  assumed_usd: (row) => row.assumed_usd,
  unknown: (row) => String(row.unknown),
  saved_by_cache_usd: (row) => row.saved_by_cache_usd,
  saved_by_routing_usd: (row) => row.saved_by_routing_usd
} satisfies { readonly [column: string]: (row: Spend.SpendRow) => string }

const columns = ({ by }: Spend.SpendReport): ReadonlyArray<string> => [...by, ...Object.keys(figures)]

const cells = ({ by }: Spend.SpendReport, row: Spend.SpendRow): ReadonlyArray<string> => [
  ...by.map((each) => row.key[each] ?? ""),
  ...Object.values(figures).map((figure) => figure(row))
]

/** For a person: columns that are zero in every row are not shown. */
const readable = (report: Spend.SpendReport, width: number | undefined): string => {
  if (report.total.calls === 0) return "No calls in this time.\n"
  const header = columns(report)
  const total = cells(report, report.total).map((cell, column) =>
    column < report.by.length ? (column === 0 ? "total" : "") : cell
  )
  const rows = report.by.length === 0 ? [total] : [...report.rows.map((row) => cells(report, row)), total]
  const shown = header.flatMap((name, column) =>
    name in figures && name !== "calls" && rows.every((row) => Number(row[column]) === 0) ? [] : [column]
  )
  const decimals = header.map((name, column) =>
    name.endsWith("_usd") ? Math.max(...rows.map((row) => row[column]!.split(".")[1]?.length ?? 0)) : 0
  )
  const pick = (row: ReadonlyArray<string>) => shown.map((column) => padded(row[column]!, decimals[column]!))
  const spent = Object.keys(figures)
  return table(
    shown.map((column) => header[column]!),
    rows.map(pick),
    new Set(spent),
    width
  )
}

/** Amounts of one column have as many decimals as the finest of them: their points stand below each other. */
const padded = (cell: string, decimals: number): string => {
  if (decimals === 0 || !/^-?\d+(\.\d+)?$/.test(cell)) return cell
  const [whole = "", fraction = ""] = cell.split(".")
  return `${whole}.${fraction.padEnd(decimals, "0")}`
}
