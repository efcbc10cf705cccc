/** What is used of `node:vm`. */
interface Vm {
  readonly Script: new (code: string) => Script
  readonly createContext: (globals: Context) => Context
}

interface Script {
  readonly runInContext: (context: Context, options: { readonly timeout: number }) => unknown
}

type Context = { run?: () => unknown }

type CpuUsage = () => { readonly user: number; readonly system: number }

interface Runtime {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => unknown
    readonly cpuUsage?: CpuUsage
    /** From Node 23.9 on. */
    readonly threadCpuUsage?: CpuUsage
  }
}

const { process } = globalThis as Runtime

/** Absent in a browser and at the edge, where `getBuiltinModule` is too. */
const vm = process?.getBuiltinModule?.("node:vm") as Vm | undefined

/** Milliseconds of CPU that this thread, or else this process, has used. */
const used = (): number => {
  const { system, user } = (process!.threadCpuUsage ?? process!.cpuUsage!)()
  return (system + user) / 1000
}

/** How often a function is run again whose time others used. */
const most = 5

interface Watched {
  readonly script: Script
  readonly context: Context
}

let watched: Watched | undefined

/**
 * The value of a synchronous function, or undefined where it took longer than so many milliseconds and was ended, also
 * in the middle of a regular expression. What it throws is thrown. It runs where it was made: nothing is isolated.
 *
 * A time limit is one of the wall clock, and on a busy machine others use most of that: a function that was ended before it
 * had used its milliseconds of CPU (`spent`) is run again, from its start and with twice the time.
 */
export const within = <A>(
  milliseconds: number,
  run: () => A,
  spent: () => number = used
): { readonly value: A } | undefined => {
  if (vm === undefined) return { value: run() }
  watched ??= { script: new vm.Script("run()"), context: vm.createContext({}) }
  const { context, script } = watched
  context.run = () => ({ value: run() })
  try {
    for (let time = 0; time <= most; time++) {
      const before = spent()
      try {
        return script.runInContext(context, { timeout: milliseconds * 2 ** time }) as { readonly value: A }
      } catch (error) {
        if ((error as { readonly code?: unknown } | null)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT")
          throw error
        if (spent() - before >= milliseconds / 2) return undefined
      }
    }
    return undefined
  } finally {
    delete context.run
  }
}
