import { Effect, Stream } from "effect"
import { ask } from "./ask.ts"
import { Live } from "./layers.ts"

const program = ask(process.argv[2] ?? "Why is the sky blue?").pipe(
  Stream.runForEach((text) => Effect.sync(() => process.stdout.write(text)))
)

await Effect.runPromise(Effect.provide(program, Live))
process.stdout.write("\n")
