/** `DASHBOARD_PASSWORD=… node examples/15-dashboard/main.ts`, then http://127.0.0.1:3000/dashboard and any OpenAI client at /v1. */
import { basicAuth } from "@turnout/dashboard"
import { make } from "./app.ts"

const password = process.env["DASHBOARD_PASSWORD"] ?? ""
const { close, server } = make(basicAuth({ user: "ops", password }), console.log)
const port = Number(process.env["PORT"] ?? 3000)
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/dashboard`))
process.once("SIGINT", () => void close())
