import type { Reason } from "./refused.ts"

/** A URL that may be fetched, as far as it says so itself; else the reason against it. */
export const target = (text: string, ports: ReadonlyArray<number>): URL | Reason => {
  const url = URL.parse(text)
  if (url === null || url.hostname === "") return "url"
  if (url.protocol !== "http:" && url.protocol !== "https:") return "scheme"
  if (url.username !== "" || url.password !== "") return "credentials"
  // The port of the scheme itself is written as none.
  if (url.port !== "" && !ports.includes(Number(url.port))) return "port"
  return url
}
