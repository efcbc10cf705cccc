import * as Address from "@turnout/wire/Address"

/** Where a server listens unless it was told otherwise. */
export const usual = "http://127.0.0.1:11434"

/**
 * An address as the server's own variable may have it: without a scheme or a port, or as the address to listen at, which
 * is none to ask.
 */
export const urlOf = (written: string): string => {
  const text = Address.trimmed(written)
  const isBare = !/^[a-z][\w+.-]*:\/\//i.test(text)
  if (!isBare) return text.replace(/^(https?:\/\/)0\.0\.0\.0(?=[:/]|$)/i, "$1127.0.0.1")
  const [, host = "", port = "", path = ""] = /^(\[[^\]]*\]|[^:/]*)(:\d+)?(\/.*)?$/.exec(text) ?? []
  if (host === "" && port === "") return text
  const named = host === "" || host === "0.0.0.0" ? "127.0.0.1" : host === "[::]" ? "[::1]" : host
  return `http://${named}${port === "" ? ":11434" : port}${path}`
}
