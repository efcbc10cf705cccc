import type { Endpoint } from "@turnout/core/Endpoint"
import type { Entry } from "@turnout/core/Ledger"
import type { ImagePart, Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"

const isRemote = (part: { readonly type: string }): part is ImagePart =>
  part.type === "image_url" && !/^data:/i.test((part as ImagePart).image_url.url)

/** Whether an endpoint gets images as data that a caller gave by their address. */
export const wants = ({ facts }: Endpoint): boolean => facts.capabilities.features.image_url === "emulated"

/** The endpoint with what downloads make possible: images by URL where it takes images. */
export const widened = (endpoint: Endpoint): Endpoint => {
  const { facts } = endpoint
  const { features } = facts.capabilities
  if (features.image_url !== "no" || features.image === "no") return endpoint
  const capabilities = { ...facts.capabilities, features: { ...features, image_url: "emulated" as const } }
  return { ...endpoint, facts: { ...facts, capabilities } }
}

/** An image that is given by its address, and where it stands. */
export interface Remote {
  readonly param: string
  readonly url: string
}

export const remote = ({ messages }: Request): ReadonlyArray<Remote> => {
  const found: Array<Remote> = []
  messages.forEach(({ content }, index) => {
    if (!Array.isArray(content)) return
    content.forEach((part: { readonly type: string }, at) => {
      if (!isRemote(part)) return
      found.push({ param: `messages[${index}].content[${at}].image_url.url`, url: part.image_url.url })
    })
  })
  return found
}

/** What becomes of them: said before anything is fetched, so that a plan says it too. */
export const told = (request: Request): ReadonlyArray<Entry> =>
  remote(request).map(({ param }) => ({ action: "translated", param, to: "data:", reason: "dialect" }))

/** The request with these images in place of their addresses. */
export const localized = (request: Request, images: ReadonlyMap<string, string>): Request => ({
  ...request,
  messages: request.messages.map((message) => {
    if (!Array.isArray(message.content) || !message.content.some(isRemote)) return message
    const content = message.content.map((part: { readonly type: string }) => {
      const url = isRemote(part) ? images.get(part.image_url.url) : undefined
      return url === undefined ? part : { ...part, image_url: { ...(part as ImagePart).image_url, url } }
    })
    return { ...message, content } as unknown as Message
  })
})
