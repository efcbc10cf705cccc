import * as Address from "../Address.ts"
import { isBlank } from "./check.ts"

/** The host's, the vendor's where it has none. The vendor's bare host means the vendor's own path there. */
export const baseUrlOf = <O extends { readonly baseUrl?: string | undefined }>(
  { baseUrl }: { readonly baseUrl?: string | ((options: O) => string) },
  options: O
): string => {
  const usual = typeof baseUrl === "function" ? baseUrl(options) : baseUrl
  if (options.baseUrl === undefined || isBlank(options.baseUrl)) return usual ?? ""
  const given = Address.baseOf(options.baseUrl)
  const isBare = usual !== undefined && typeof given !== "string" && given.url === URL.parse(usual)?.origin
  return isBare && given.query === "" && given.basic === undefined ? usual : options.baseUrl
}
