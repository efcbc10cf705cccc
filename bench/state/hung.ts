/** What calls wait for a server that hangs: with the first, with those behind it, and when it is back. */
import * as Server from "./server.ts"
import { call, make } from "./router.ts"

export interface Hung {
  /** Milliseconds of the slowest call before it hung, of the first call after that, and of the slowest of fifty behind it. */
  readonly before_ms: number
  readonly first_ms: number
  readonly later_ms: number
  /** Of all calls while it hung, those that were answered. */
  readonly answered: number
}

export const hung = async (): Promise<Hung> => {
  const server = await Server.start()
  const router = await make(server.url)
  let answered = 0
  const timed = async (): Promise<number> => {
    const began = performance.now()
    await call(router, 1).then(
      () => answered++,
      () => undefined
    )
    return performance.now() - began
  }
  const slowest = async (count: number): Promise<number> => {
    let most = 0
    for (let done = 0; done < count; done++) most = Math.max(most, await timed())
    return most
  }
  try {
    await slowest(300)
    const before_ms = await slowest(50)
    server.process.kill("SIGSTOP")
    answered = 0
    const first_ms = await timed()
    const later_ms = await slowest(50)
    return { before_ms, first_ms, later_ms, answered: answered / 51 }
  } finally {
    server.process.kill("SIGCONT")
    await router.close()
    await server.stop()
  }
}
