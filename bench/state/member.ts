/** One process of a fleet: `member.ts <url or none> <calls> <at once>`. Prints `ready`, begins with a line, prints what it took. */
import { once } from "node:events"
import { call, make } from "./router.ts"

const [url = "none", calls = "0", concurrency = "1"] = process.argv.slice(2)

const router = await make(url === "none" ? undefined : url)
const run = async (count: number): Promise<ReadonlyArray<number>> => {
  const took: Array<number> = []
  let left = count
  const worker = async () => {
    while (left-- > 0) {
      const began = performance.now()
      await call(router, left % 50)
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: Number(concurrency) }, worker))
  return took
}

await run(300)
console.log("ready")
await once(process.stdin, "data")
process.stdin.pause()
const took = await run(Number(calls))
console.log(JSON.stringify(took))
await router.close()
