import type { CatalogModels, CatalogRow } from "@turnout/core/Catalog"
import { load, loadModels } from "../data/load.ts"
import { decodeModels, decodeRows } from "./decode.ts"

/** Decoded once per process and shared: the rows are immutable. */
const decoded = new Map<string, Promise<ReadonlyArray<CatalogRow>>>()

export const rows = (provider: string): Promise<ReadonlyArray<CatalogRow>> => {
  let promise = decoded.get(provider)
  if (promise === undefined) {
    promise = Object.hasOwn(load, provider)
      ? load[provider]!().then(({ data }) => decodeRows(provider, data))
      : Promise.resolve([])
    decoded.set(provider, promise)
    promise.catch(() => decoded.delete(provider))
  }
  return promise
}

let decodedModels: Promise<CatalogModels> | undefined

export const models = (): Promise<CatalogModels> => {
  if (decodedModels === undefined) {
    decodedModels = loadModels().then(({ data }) => decodeModels(data))
    decodedModels.catch(() => {
      decodedModels = undefined
    })
  }
  return decodedModels
}
