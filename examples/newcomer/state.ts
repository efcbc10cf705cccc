/** A router whose budgets and receipts outlive it. */
import { openai } from "@turnout/openai"
import { sqlite } from "@turnout/sqlite"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createRouter } from "turnout"

const folder = mkdtempSync(join(tmpdir(), "turnout-"))
const file = join(folder, "state.db")

for (const start of ["first", "second"]) {
  const router = createRouter({
    providers: [openai()],
    budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 5 }] },
    state: sqlite({ file })
  })
  await router.ready()
  const { total } = await router.spend({ by: "model" })
  if (total.calls !== 0) throw new Error(`${start}: nothing was called, and ${total.calls} calls are told`)
  await router.close()
}
rmSync(folder, { recursive: true })
