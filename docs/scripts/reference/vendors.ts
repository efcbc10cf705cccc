import * as VendorSuite from "@turnout/testing/VendorSuite"
import { globSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { banner, table } from "./markdown.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** Every vendor's package as it is declared to the shared suite, by its name. */
export const subjects = async (): Promise<ReadonlyArray<VendorSuite.Subject>> => {
  const files = globSync(`${root}packages/providers/*/test/subject.ts`)
  const modules = await Promise.all(
    files.map(
      (file) => import(pathToFileURL(file).href) as Promise<{ readonly [name: string]: VendorSuite.Subject }>
    )
  )
  return modules
    .flatMap((module) => Object.values(module))
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
}

const intro = [
  "Each vendor's package runs one suite, and says what it has otherwise than its family. `=`: what the family is sent, is sent here, too. `≠`: the vendor's own " +
    "form, stated by its package. `✓`: the law holds. A number in brackets is the reason why there is nothing to check, below. " +
    "`own`: families without common bodies, whose packages state them all. `answers`: how many of the vendor's own ways of answering are checked, each " +
    "cut at every place."
]

/** The page `vendors.md`, by what the suite of each package checks. */
export const vendors = async (): Promise<string> => {
  const all = await subjects()
  const reasons: Array<string> = []
  const noteOf = (reason: string) => {
    const place = reasons.indexOf(reason)
    return `(${place < 0 ? reasons.push(reason) : place + 1})`
  }
  const rows = all.map((subject) => [
    subject.name,
    ...VendorSuite.columns.map(({ cell }) => {
      const { mark, reason } = cell(subject)
      return reason === undefined ? mark : noteOf(reason)
    })
  ])
  const list = reasons.map((reason, index) => `${index + 1}. ${reason}`).join("\n")
  const titles = ["vendor", ...VendorSuite.columns.map(({ title }) => title)]
  return `${[banner, "# Vendors, and what is checked of each", ...intro, table(titles, rows), list].join("\n\n").trimEnd()}\n`
}
