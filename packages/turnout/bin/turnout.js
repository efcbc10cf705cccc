#!/usr/bin/env node
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

/** The command is a package of its own, so that a program does not install it with the router. */
const load = async () => {
  try {
    return await import(
      pathToFileURL(createRequire(`${process.cwd()}/package.json`).resolve("@turnout/cli")).href
    )
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error
    process.stderr.write(
      "The turnout command is in @turnout/cli, which is not installed here: npm install --save-dev @turnout/cli, or once: npx @turnout/cli\n"
    )
    return undefined
  }
}

const cli = await load()
process.exitCode = cli === undefined ? 1 : await cli.Cli.run(process.argv.slice(2), process)
