/** One program over all packages, by the TypeScript of this package: the root's has no API that TypeDoc could use. */
import ts from "typescript"

const here = (path: string) => new URL(path, import.meta.url).pathname

export const programOf = (files: ReadonlyArray<string>): ts.Program => {
  const { config } = ts.readConfigFile(here("tsconfig.api.json"), ts.sys.readFile) as {
    readonly config: unknown
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, here("."))
  return ts.createProgram(files, options)
}
