import { fromEnvironment } from "@turnout/all"
import { createRouter } from "turnout"
import { appOf } from "./app.ts"

const router = createRouter({ providers: fromEnvironment() })
await router.ready()
const port = Number(process.env["PORT"] ?? 3000)
const server = appOf(router).listen(port, () => console.log(`http://localhost:${port}`))

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => void router.close())
  })
}
