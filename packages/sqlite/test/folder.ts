import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A folder for as long as the test runs. */
export const inFolder = async (test: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "turnout-sqlite-"))
  try {
    await test(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
