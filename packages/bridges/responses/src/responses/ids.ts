import { digest } from "@turnout/core/Digest"

/** What a response and its items are named after. */
export const stem = (vendorId: string): string => {
  const own = vendorId.replace(/^(resp|chatcmpl|msg|gen|cmpl)[-_]/, "")
  return /^[A-Za-z0-9]{8,48}$/.test(own) ? own : digest(vendorId)
}

export const responseId = (vendorId: string): string =>
  vendorId.startsWith("resp_") ? vendorId : `resp_${stem(vendorId)}`

/** The id of an item of ours, unique in its answer and, as far as that of the answer is, beyond. */
export const itemId = (kind: "msg" | "rs" | "fc" | "ctc" | "item", stem: string, index: number): string =>
  `${kind}_${stem}${index.toString(16).padStart(4, "0")}`
