/** `pnpm site:dev`: the site on loopback, as it is written. Pages are staged once: start it again for what is generated. */
import { fileURLToPath } from "node:url"
import { createServer } from "vitepress"
import { stageAll } from "./staged.ts"

const { mistakes } = await stageAll("/")
for (const mistake of mistakes) console.error(mistake)
const server = await createServer(fileURLToPath(new URL(".", import.meta.url)), { host: "127.0.0.1" })
await server.listen()
server.printUrls()
