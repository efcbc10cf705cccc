import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "../internal/json.ts"
import { rename } from "../internal/json-keys.ts"
import type { Names } from "../text-form/names.ts"
import { type TextForm, toForm } from "../TextForm.ts"
import type { Notes } from "../internal/notes.ts"

interface KeyNames {
  readonly [key: string]: string
}

/** The properties of tools that this host takes under another name, by the caller's name of the tool. */
export interface Properties {
  /** The schema with keys that the host takes. */
  readonly schema: (tool: string, schema: JsonObject, path: string, notes: Notes) => JsonObject
  /** The text of arguments by keys that the host takes; the very text where all are. */
  readonly arguments: (text: string) => string
  /** The way back, by the host's names of the tools; undefined where nothing differs. */
  readonly back: () => { readonly [native: string]: KeyNames } | undefined
}

const dictionary = (): { [key: string]: string } => Object.create(null) as { [key: string]: string }

export const make = (form: TextForm | undefined, names: Names): Properties => {
  const byTool = new Map<string, { [key: string]: string }>()
  return {
    schema: (tool, schema, path, notes) => {
      const { properties, required } = schema
      if (form === undefined || !isObject(properties)) return schema
      let changed: { [key: string]: string } | undefined
      for (const key of Object.keys(properties)) {
        const native = toForm(key, form)
        if (native === key) continue
        ;(changed ??= dictionary())[key] = native
        const param = `${path}.properties`
        notes.push({ action: "translated", param, from: key, to: native, reason: "dialect" })
      }
      if (changed === undefined) return schema
      const to = changed
      byTool.set(tool, to)
      const nativeOf = (key: Json): Json => (typeof key === "string" ? (to[key] ?? key) : key)
      return {
        ...schema,
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, value]) => [to[key] ?? key, value])
        ) as JsonObject,
        ...(Array.isArray(required) ? { required: (required as ReadonlyArray<Json>).map(nativeOf) } : {})
      }
    },
    arguments: (text) => (form === undefined ? text : rename(text, (key) => toForm(key, form))),
    back: () =>
      byTool.size === 0
        ? undefined
        : Object.fromEntries(
            [...byTool].map(([tool, keys]) => [
              names.toNative(tool),
              Object.fromEntries(Object.entries(keys).map(([key, native]) => [native, key]))
            ])
          )
  }
}
