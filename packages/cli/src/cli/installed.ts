import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

/** A package that the host has installed: beside this one, or where the command is run. */
export const installed = async <Module>(name: string, cwd: string): Promise<Module> => {
  try {
    return (await import(pathToFileURL(createRequire(`${cwd}/package.json`).resolve(name)).href)) as Module
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    return (await import(name)) as Module
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new Error(`${name} is not installed here: npm install ${name}`, { cause: error })
  }
}

const isMissing = (error: unknown): boolean => {
  const { code } = error as { readonly code?: unknown }
  return code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND"
}
