import type { Messages } from "../Messages.ts"
import { asked, type Made } from "./form-calls.ts"

const load = () => import("./messages.ts")

/** The calls of `router.messages`. */
export const messagesCalls = (call: Made): Messages =>
  ({
    create: asked(load, "create", call),
    stream: asked(load, "stream", call),
    countTokens: asked(load, "countTokens", call),
    plan: asked(load, "plan", call)
  }) as Messages
