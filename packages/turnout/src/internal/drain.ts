import * as HostOptions from "@turnout/core/Options"
import * as Effect from "effect/Effect"
import type { CloseOptions } from "../Calls.ts"
import type { Doors } from "./Doors.ts"

const check: HostOptions.Check<CloseOptions> = HostOptions.object<CloseOptions>({
  drain_ms: HostOptions.number(0)
})

/** Waits until no call runs, or the time is over. A router that is being built has callers that wait for it. */
export const drain = async (
  building: Promise<Doors["Service"]> | undefined,
  options: CloseOptions
): Promise<void> => {
  const mistake = HostOptions.mistake(check, options, { name: "close" })
  if (mistake !== undefined) throw mistake
  if (building === undefined) return
  const idle = Effect.gen(function* () {
    const doors = yield* Effect.promise(() => building.catch(() => undefined))
    if (doors === undefined) return
    // Who waited for the building begins now.
    yield* Effect.sleep(0)
    yield* doors.door.idle
    yield* doors.calls.idle
  })
  await Effect.runPromise(Effect.raceFirst(idle, Effect.sleep(options.drain_ms ?? 0)))
}
