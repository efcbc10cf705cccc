import type { Endpoint } from "@turnout/core/Endpoint"

/** `owner/name:version`: the version, by which models of the community are asked for. */
export const versionOf = (id: string): string | undefined => /^[^/]+\/[^/:]+:([\w.-]+)$/.exec(id)?.[1]

const encoded = (id: string): string => id.split("/").map(encodeURIComponent).join("/")

/** Official models and deployments by their name, versions by themselves. */
export const pathOf = ({ provider_model_id: id }: Endpoint): string => {
  if (versionOf(id) !== undefined) return "/v1/predictions"
  return id.startsWith("deployments/")
    ? `/v1/${encoded(id)}/predictions`
    : `/v1/models/${encoded(id)}/predictions`
}
