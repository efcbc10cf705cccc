import { isRouterError } from "@turnout/core/RouterError"
import { explainCall, hasColor, type ExplainCallOptions } from "@turnout/router/ExplainCall"
import { commands, help, named } from "./cli/commands.ts"
import { Usage } from "./cli/arguments.ts"
import { plain } from "./cli/table.ts"
import type { Output, World } from "./cli/World.ts"

/** What the command needs of the process that runs it. */
export interface Process {
  readonly env: { readonly [name: string]: string | undefined }
  readonly stdout: Output
  readonly stderr: Output
  readonly cwd: () => string
  readonly once: (signal: "SIGINT" | "SIGTERM", listener: () => void) => unknown
  readonly off: (signal: "SIGINT" | "SIGTERM", listener: () => void) => unknown
}

/**
 * Runs one command, and returns its exit code: 0, 1 if the call failed, 2 if the command line was not understood, 130 if
 * it was interrupted.
 */
export const run = async (args: ReadonlyArray<string>, process: Process): Promise<number> => {
  const { cwd, env, stderr, stdout } = process
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new Error("Interrupted."))
  const world: World = {
    say: (text) => void stdout.write(text),
    warn: (text) => void stderr.write(text),
    color: hasColor({ env, isTTY: stdout.isTTY }),
    columns: stdout.columns,
    now: Date.now(),
    cwd: cwd(),
    signal: interrupted.signal
  }
  const [name = "help", ...rest] = args
  if (name === "help" || name === "--help" || name === "-h") {
    world.say(help)
    return 0
  }
  const command = named(name)
  if (command === undefined) return misused(world, new Usage("command", name, Object.keys(commands)), help)
  process.once("SIGINT", interrupt)
  process.once("SIGTERM", interrupt)
  try {
    if (rest.includes("--help") || rest.includes("-h")) world.say(command.help)
    else await command.run(rest, world)
    return 0
  } catch (error) {
    if (error instanceof Usage) return misused(world, error, command.help)
    if (interrupted.signal.aborted) return 130
    world.warn(`${told(error, { color: hasColor({ env, isTTY: stderr.isTTY }), columns: stderr.columns })}\n`)
    return 1
  } finally {
    process.off("SIGINT", interrupt)
    process.off("SIGTERM", interrupt)
  }
}

const misused = (world: World, { message }: Usage, help: string): number => {
  world.warn(`${plain(message)}\n\n${help}`)
  return 2
}

/** What went wrong, for a person: a failed call as its timeline, without a stack. */
const told = (error: unknown, options: ExplainCallOptions): string => {
  if (!isRouterError(error)) return plain(error instanceof Error ? error.message : String(error))
  const { attempts, code, message, status, suggestion } = error
  const text = attempts.length > 0 ? explainCall(error, options) : `${plain(message)} (${status} ${code})`
  return suggestion === undefined ? text : `${text}\n${plain(suggestion)}`
}
