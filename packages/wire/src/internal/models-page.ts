import type { ModelsPage } from "../Protocol.ts"
import { array, isObject, text } from "./json.ts"

/** A list of objects, under a key or bare as some hosts have it, whose ids stand in one field. */
export const modelsPage = (path: string, key: string, field: string, prefix = ""): ModelsPage => ({
  path,
  ids: (json) => {
    const list = Array.isArray(json) ? json : isObject(json) ? json[key] : undefined
    if (!Array.isArray(list)) return undefined
    return array(list).flatMap((each) => {
      const id = isObject(each) ? text(each[field]) : undefined
      return id === undefined || id === "" ? [] : [id.startsWith(prefix) ? id.slice(prefix.length) : id]
    })
  }
})
