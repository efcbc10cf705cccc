import * as Failure from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import * as ErrorBody from "../internal/error-body.ts"
import { parse } from "../internal/json.ts"
import * as Codes from "../openai-chat/codes.ts"
import * as Status from "../Status.ts"
import type { Dialect } from "./dialect.ts"

/** Codes of this family beside those that it shares with the chat family. */
const codes: ReadonlyArray<readonly [string, Failure.FailureClass]> = [
  ["bio_policy", "ContentFiltered"],
  ["misalignment_policy_violation", "ContentFiltered"],
  ["image_content_policy_violation", "ContentFiltered"],
  ["data_residency_mismatch", "PermissionDenied"],
  ["vector_store_timeout", "TimedOut"],
  ["cancelled", "ServerError"],
  // Reasoning of another organisation: elsewhere it is left out, and the request is a good one.
  ["invalid_encrypted_content", "Unsupported"],
  ["unsupported_image_media_type", "Unsupported"],
  ["invalid_image_format", "Unsupported"],
  ["invalid_image_mode", "Unsupported"]
]

/** Codes that are believed only where no status says it better. */
const images = [
  "invalid_image",
  "invalid_base64_image",
  "invalid_image_url",
  "image_too_large",
  "image_too_small",
  "image_parse_error",
  "image_file_too_large",
  "empty_image_file",
  "failed_to_download_image",
  "image_file_not_found"
].map((code) => [code, "InvalidRequest"] as const)

const tables = new WeakMap<Dialect, { readonly status: Status.Codes; readonly accepted: Status.Codes }>()

const codesOf = (dialect: Dialect) => {
  let found = tables.get(dialect)
  if (found === undefined) {
    const precise = [...Codes.precise, ...codes]
    const own = Object.entries(dialect.codes)
    found = {
      status: new Map([...precise, ...own]),
      accepted: new Map([...precise, ...Codes.wide, ...images, ...own])
    }
    tables.set(dialect, found)
  }
  return found
}

/** An answer that was refused: status, headers and the text of its body. */
export const ofStatus = (
  dialect: Dialect,
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure.Failure => {
  const json = parse(body)
  const said = json === undefined ? { message: body } : ErrorBody.read(json)
  return Status.toFailure({ ...said, status, headers, body: json ?? body, now }, codesOf(dialect).status)
}

/** An error inside an accepted answer, flat or nested. */
export const ofJson = (dialect: Dialect, json: Json): Failure.Failure => {
  const { status, code, ...said } = ErrorBody.read(json)
  const told = typeof code === "string" ? { code, status } : { code: code ?? status }
  return Status.toFailure({ ...said, ...told, headers: {}, body: json, now: 0 }, codesOf(dialect).accepted)
}

export const malformed = (message: string): Failure.Failure =>
  new Failure.MalformedResponse({ message, rule: "shape" })

export const truncated = (message: string): Failure.Failure =>
  new Failure.StreamTruncated({ message, rule: "terminal" })
