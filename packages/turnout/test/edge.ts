import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import * as Upstream from "./upstream.ts"

/** Whole answers are given at once, streams begin and never end. */
export const vendor: ScriptedHttp.Script = ({ body }) =>
  body.includes('"stream":true') ? pending : Upstream.text("hello")

const pending: ScriptedHttp.Answer = {
  headers: { "content-type": "text/event-stream" },
  body: [Upstream.delta({ role: "assistant", content: "Ra" })],
  ending: "hang"
}

/** A folder beside the tests, from which everything of the workspace resolves. */
export const within = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(import.meta.dirname, ".edge-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A program for a runtime that is no Node, as one text. */
export const bundled = async (folder: string, program: string, format: "esm" | "iife"): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    platform: "browser",
    target: "es2023",
    format,
    write: false,
    logLevel: "error"
  })
  return outputFiles[0]!.text
}

/** The binary of a package that npm brings where it has one for this machine. */
export const binary = (name: string, path: string): string | undefined => {
  try {
    return createRequire(join(import.meta.dirname, "../../../package.json")).resolve(`${name}/${path}`)
  } catch {
    return undefined
  }
}

const config = (upstream: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private", "public"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  bindings = [(name = "UPSTREAM", text = "${upstream}")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"]
);
`

/** A worker in workerd, served on loopback while it is used. */
export const worker = (
  workerd: string,
  program: string,
  upstream: string,
  use: (url: string) => Promise<void>
): Promise<void> =>
  within(async (folder) => {
    writeFileSync(join(folder, "worker.js"), await bundled(folder, program, "esm"))
    writeFileSync(join(folder, "config.capnp"), config(upstream))
    const running = spawn(workerd, ["serve", "--control-fd=3", join(folder, "config.capnp")], {
      stdio: ["ignore", "ignore", "pipe", "pipe"]
    })
    let said = ""
    running.stderr!.on("data", (text: Buffer) => void (said += String(text)))
    try {
      const port = await new Promise<number>((resolve, reject) => {
        let told = ""
        running.stdio[3]!.on("data", (text: Buffer) => {
          told += String(text)
          const found = /"port":(\d+)/.exec(told)
          if (found !== null) resolve(Number(found[1]))
        })
        running.on("exit", () => reject(new Error(`workerd ended: ${said}`)))
      })
      await use(`http://127.0.0.1:${port}`)
    } finally {
      running.removeAllListeners("exit")
      running.kill("SIGKILL")
    }
  })
