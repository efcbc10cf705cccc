/** What `npm create turnout` writes, from the packed tarballs: each template type-checks as it stands, and its tests pass. */
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"

type Report = (what: string, ran: ReturnType<typeof spawnSync>) => void

/** `folder` holds the unpacked packages in its `node_modules`, where Node finds them from any folder within. */
export const templates = (folder: string, report: Report): void => {
  const created = join(folder, "node_modules/create-turnout")
  const { PATH } = process.env
  for (const name of readdirSync(join(created, "templates"))) {
    const cwd = join(folder, "created", name)
    const node = (args: ReadonlyArray<string>, from = cwd) =>
      spawnSync(process.execPath, args, { cwd: from, env: { PATH } })
    const bin = join(created, "bin/create-turnout.js")
    report(`npm create turnout -- --template ${name}`, node([bin, cwd, "--template", name], folder))
    report(`the ${name} template type-checks`, node([resolve("node_modules/typescript/bin/tsc")]))
    report(`the ${name} template's tests pass`, node(["--test", "test/*.test.ts"]))
  }
}
