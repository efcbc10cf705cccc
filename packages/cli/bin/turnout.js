#!/usr/bin/env node
import { Cli } from "@turnout/cli"

process.exitCode = await Cli.run(process.argv.slice(2), process)
