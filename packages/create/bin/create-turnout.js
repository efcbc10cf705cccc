#!/usr/bin/env node
import { Create } from "create-turnout"

process.exitCode = Create.run(process.argv.slice(2), process)
