import type { Endpoint } from "@turnout/core/Endpoint"
import { nameOf } from "./models.ts"

/** What of an account its addresses are made of. */
export interface Place {
  readonly project?: string | undefined
  readonly location?: string | undefined
  readonly express?: boolean | undefined
  readonly version?: "v1" | "v1beta1" | undefined
}

export const isLocation = (text: string): boolean => /^[a-z0-9-]+$/.test(text)

/** A location has a host of its own; the multi-regions' are called otherwise than the regions'. */
export const hostOf = ({ express = false, location = "global" }: Place): string => {
  if (express || location === "global") return "https://aiplatform.googleapis.com"
  return location === "us" || location === "eu"
    ? `https://aiplatform.${location}.rep.googleapis.com`
    : `https://${location}-aiplatform.googleapis.com`
}

const within = (version: string, { location = "global", project = "" }: Place): string =>
  `/${version}/projects/${encodeURIComponent(project)}/locations/${location}`

const encoded = (id: string): string => id.split("/").map(encodeURIComponent).join("/").replaceAll("%40", "@")

/** Google's models, and tuned ones (`endpoints/…`). A key of express mode belongs to a project of its own. */
export const gemini = (endpoint: Endpoint, stream: boolean, place: Place): string =>
  google(endpoint, stream ? "streamGenerateContent?alt=sse" : "generateContent", place)

export const google = ({ provider_model_id: id }: Endpoint, verb: string, place: Place): string => {
  const own = place.express === true ? "/v1" : within(place.version ?? "v1beta1", place)
  const name = id.startsWith("endpoints/") ? encoded(id) : `publishers/google/models/${encoded(nameOf(id))}`
  return `${own}/${name}:${verb}`
}

const raw =
  (publisher: string) =>
  (endpoint: Endpoint, stream: boolean, place: Place): string => {
    const name = encoded(nameOf(endpoint.provider_model_id))
    const verb = stream ? "streamRawPredict" : "rawPredict"
    return `${within("v1", place)}/publishers/${publisher}/models/${name}:${verb}`
  }

export const anthropic = raw("anthropic")

export const mistral = raw("mistralai")

/** The door in OpenAI's format, for open and partner models. */
export const open = (_: Endpoint, _stream: boolean, place: Place): string =>
  `${within("v1", place)}/endpoints/openapi/chat/completions`
