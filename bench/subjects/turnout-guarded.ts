/** Turnout with all that remembers callers: budgets, limits, conversations, receipts. */
import { request, type Subject } from "../workload.ts"
import * as Parts from "./turnout/parts.ts"

/** Callers and conversations that come again and again. */
const many = 64

export const make = async (origin: string): Promise<Subject> => {
  let receipts = 0
  const router = await Parts.router(origin, {
    budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 1e6 }] },
    limits: {
      principal: { requests_per_minute: 1e9, tokens_per_minute: 1e12, concurrent: 1000 },
      providers: () => ({ requests_per_minute: 1e9, concurrent: 1000 })
    },
    observe: () => {
      receipts++
    }
  })
  const callers = Array.from({ length: many }, (_, index) =>
    router.with({ principal: { workspace_id: `w-${index}`, user_id: `u-${index}` } })
  )
  const requests = Array.from({ length: many }, (_, index) => ({
    ...request,
    gateway: { routing: { session: `session-${index}` } }
  }))
  let turn = 0
  return {
    unary: () => {
      const caller = callers[turn % many]!
      const own = requests[turn % many]!
      turn++
      return caller.chat.completions.create(own).then(({ choices, routing_metadata }) => {
        Parts.check(routing_metadata)
        return choices[0]?.message.content ?? ""
      })
    },
    stream: () => Promise.reject(new Error(`Not measured; ${receipts} receipts were written.`)),
    close: () => router.close()
  }
}
