import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"

/** A process of its own, for laws that hold across processes. */
export interface Member {
  readonly process: ChildProcess
  /** Lines that it has printed, and the next one. */
  readonly lines: ReadonlyArray<string>
  readonly line: () => Promise<string | undefined>
  /** Resolves when it has ended, with its exit code and the signal that ended it. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

/** Runs a module of a test in a process, with arguments. What it prints on stderr is shown. */
export const start = (script: URL, ...given: ReadonlyArray<string>): Member => {
  const child = spawn(process.execPath, [script.pathname, ...given], { stdio: ["pipe", "pipe", "inherit"] })
  const lines: Array<string> = []
  const reader = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null
  }))
  return {
    process: child,
    lines,
    line: async () => {
      const { done, value } = await reader.next()
      if (done === true) return undefined
      lines.push(value)
      return value
    },
    ended
  }
}

/** The last line of a member that ended well, as JSON. */
export const result = async (member: Member): Promise<unknown> => {
  while ((await member.line()) !== undefined);
  const { code, signal } = await member.ended
  if (code !== 0) throw new Error(`A process ended with ${signal ?? code}.`)
  return JSON.parse(member.lines.at(-1) ?? "null")
}
