import { spawnSync } from "node:child_process"

/**
 * Runs a program in a process of its own; there `loaded()` tells the files that it has loaded so far, and `all()` those
 * and the modules of Node.
 */
export const run = <A>(program: string): A => {
  const source = `
    import { registerHooks } from "node:module"
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    const all = () => [...urls, ...process.moduleLoadList]
    const loaded = () => urls.filter((url) => url.startsWith("file:")).map((url) => url.replace(/\\\\/g, "/"))
    const result = await (async () => { ${program} })()
    console.log(JSON.stringify(result))
    process.exit(0)`
  const { stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    cwd: new URL(".", import.meta.url),
    encoding: "utf8"
  })
  try {
    return JSON.parse(stdout) as A
  } catch {
    throw new Error(stderr)
  }
}
