export interface Output {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean | undefined
}

/** What a command may touch. */
export interface World {
  readonly say: (text: string) => void
  readonly warn: (text: string) => void
  readonly color: boolean
  /** Clock reading at the start, in milliseconds. */
  readonly now: number
  /** Where packages of the host are looked for. */
  readonly cwd: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

export interface Command {
  readonly help: string
  readonly run: (args: ReadonlyArray<string>, world: World) => Promise<void>
}
