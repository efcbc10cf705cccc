import type { Json, JsonObject } from "@turnout/core/Json"
import { array, isObject, object, parse, text } from "./json.ts"

/** What an error body says, wherever in it it says so. */
export interface Said {
  readonly status?: number
  readonly code?: string | number
  readonly type?: string
  readonly message?: string
  readonly param?: string
}

/** Words of a list: a validator's `{ loc, msg }` entries, or whatever texts stand there. */
const sentences = (list: ReadonlyArray<Json>): string =>
  list
    .map((each) => {
      if (typeof each === "string") return each
      const entry = object(each) ?? {}
      const where = array(entry["loc"]).join(".")
      const what = text(entry["msg"]) ?? text(entry["message"]) ?? ""
      return where === "" ? what : `${where}: ${what}`
    })
    .filter((sentence) => sentence !== "")
    .join("; ")

const number = (value: Json | undefined): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 400 && value < 600 ? value : undefined

/** A reason that is a name, as `MODEL_NOT_FOUND`, and no sentence. */
const word = (value: Json | undefined): string | undefined =>
  typeof value === "string" && /^[A-Z][A-Z_]{2,60}$/.test(value) ? value : undefined

/** A result that stands beside the answer, in a 200 too; 0 is none. */
const baseOf = (json: JsonObject): Said | undefined => {
  const base = object(json["base_resp"])
  const status = base?.["status_code"]
  if (base === undefined || typeof status !== "number" || status === 0) return undefined
  return { code: `base_resp:${status}`, message: text(base["status_msg"]) ?? "" }
}

const ofObject = (json: JsonObject, depth: number): Said => {
  const metadata = object(json["metadata"]) ?? {}
  const raw = metadata["raw"] ?? json["raw"]
  // A vendor in between quotes the one behind it, as JSON in a string more often than not.
  const behind =
    raw === undefined || raw === null
      ? undefined
      : read(typeof raw === "string" ? (parse(raw) ?? raw) : raw, depth + 1)
  const nested = json["error"] ?? array(json["errors"])[0]
  const inner = nested === undefined || nested === null ? undefined : read(nested, depth + 1)
  const base = baseOf(json)
  const detail = json["detail"]
  const message =
    text(json["message"]) ??
    told(json["message"], depth) ??
    text(detail) ??
    (Array.isArray(detail) ? sentences(detail) : undefined) ??
    text(json["msg"]) ??
    text(json["error_msg"]) ??
    base?.message
  const code =
    text(metadata["error_type"]) ??
    text(object(json["innererror"])?.["code"]) ??
    behind?.code ??
    text(json["code"]) ??
    base?.code ??
    word(json["reason"]) ??
    text(json["error_code"]) ??
    (typeof json["error_code"] === "number" ? `error_code:${json["error_code"]}` : undefined) ??
    (typeof json["code"] === "number" ? json["code"] : undefined) ??
    inner?.code
  const type = text(json["type"] === "error" ? undefined : json["type"]) ?? inner?.type ?? behind?.type
  const param = text(json["param"]) ?? inner?.param ?? behind?.param
  const status =
    number(json["status_code"]) ?? number(json["status"]) ?? number(json["code"]) ?? inner?.status
  const said = [inner?.message, message, behind?.message].filter((each) => each !== undefined && each !== "")
  return {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
    ...(said.length === 0 ? {} : { message: said.join(": ") }),
    ...(param === undefined ? {} : { param })
  }
}

/** A message that is a list of complaints, or an object around one. */
const told = (json: Json | undefined, depth: number): string | undefined =>
  Array.isArray(json) ? sentences(json) : isObject(json) ? read(json, depth + 1).message : undefined

/** What an error body says: an object however deep it is wrapped, a text, a list of complaints. */
export const read = (json: Json, depth = 0): Said => {
  if (typeof json === "string") return json === "" ? {} : { message: json }
  if (depth > 4) return {}
  if (isObject(json)) return ofObject(json, depth)
  if (Array.isArray(json)) {
    const first = (json as ReadonlyArray<Json>).find(isObject)
    return first === undefined ? { message: sentences(json) } : read(first, depth + 1)
  }
  return {}
}

const isSaid = (value: Json | undefined): value is Json =>
  isObject(value) ? Object.keys(value).length > 0 : text(value) !== undefined

/** Whether an accepted body, or a frame, is an error. `answered`: there is an answer in it, too. */
export const isError = (json: JsonObject, answered: boolean): boolean =>
  isSaid(json["error"]) ||
  json["object"] === "error" ||
  baseOf(json) !== undefined ||
  (!answered && isFlat(json))

/** The error of a part of an answer; undefined where it has none. */
export const within = (part: JsonObject | undefined): Json | undefined => {
  const error = part?.["error"]
  return isSaid(error) ? error : undefined
}

/** An error without an envelope: a sentence, beside a word or number of what it is. */
const isFlat = (json: JsonObject): boolean => {
  if (json["success"] === false || json["status"] === "error") return true
  if (array(json["errors"]).some(isSaid)) return true
  const says = ["message", "msg", "error_msg", "detail"].some((key) => isSaid(json[key]))
  const { code, error_code: other, type } = json
  const isNumber = typeof code === "number" && code !== 0 && code !== 200
  return (
    says &&
    (isNumber || isSaid(code) || isSaid(type) || (other !== undefined && other !== null && other !== 0))
  )
}
