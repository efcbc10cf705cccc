/** What is used of `node:vm`. */
interface Vm {
  readonly Script: new (code: string) => Script
  readonly createContext: (globals: Context) => Context
}

interface Script {
  readonly runInContext: (context: Context, options: { readonly timeout: number }) => unknown
}

type Context = { run?: () => unknown }

interface Runtime {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
}

/** Absent in a browser and at the edge, where `getBuiltinModule` is too. */
const vm = (globalThis as Runtime).process?.getBuiltinModule?.("node:vm") as Vm | undefined

interface Watched {
  readonly script: Script
  readonly context: Context
}

let watched: Watched | undefined

/**
 * The value of a synchronous function, or undefined where it took longer than so many milliseconds and was ended, also
 * in the middle of a regular expression. What it throws is thrown. It runs where it was made: nothing is isolated.
 */
export const within = <A>(milliseconds: number, run: () => A): { readonly value: A } | undefined => {
  if (vm === undefined) return { value: run() }
  watched ??= { script: new vm.Script("run()"), context: vm.createContext({}) }
  const { context, script } = watched
  context.run = () => ({ value: run() })
  try {
    return script.runInContext(context, { timeout: milliseconds }) as { readonly value: A }
  } catch (error) {
    if ((error as { readonly code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      return undefined
    throw error
  } finally {
    delete context.run
  }
}
