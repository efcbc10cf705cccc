export interface Output {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean | undefined
  /** Width of the terminal; absent where it is none. */
  readonly columns?: number | undefined
}

/** What a command may touch. */
export interface World {
  readonly say: (text: string) => void
  readonly warn: (text: string) => void
  readonly color: boolean
  readonly columns?: number | undefined
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
