/** The thread that owns the file: its calls block, and the event loop of the program must not. */
import { parentPort, workerData } from "node:worker_threads"
import { type Database, open } from "../internal/database.ts"
import type { Asked, Opening, Told } from "../internal/protocol.ts"
import { NotOurs } from "../internal/schema.ts"

const tell = (told: Told): void => parentPort!.postMessage(told)

const opened = (): Database | undefined => {
  try {
    const database = open(workerData as Opening)
    tell({ type: "open" })
    return database
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    tell({ type: "refused", message: cause instanceof NotOurs ? message : `SQLite says: ${message}` })
    parentPort!.close()
    return undefined
  }
}

const database = opened()

if (database !== undefined) {
  parentPort!.on("message", (asked: Asked) => {
    switch (asked.type) {
      case "requests":
        return tell({ type: "replies", replies: database.answer(asked.requests) })
      case "pass":
        return database.pass(asked.ms)
      case "close":
        database.close()
        return parentPort!.close()
    }
  })
}
