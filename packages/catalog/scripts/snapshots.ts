/**
 * Dated forms that a lab accepts for a model which has no other snapshot under that name, and that no linked
 * endpoint of the facts spells out. A version that the facts list by itself is found by its own id.
 */
export const snapshots: { readonly [dated: string]: string } = {
  "claude-3-haiku-20240307": "claude-3-haiku",
  "claude-opus-4-1-20250805": "claude-opus-4-1",
  "claude-opus-4-20250514": "claude-opus-4",
  "claude-sonnet-4-20250514": "claude-sonnet-4",
  "gpt-4-turbo-2024-04-09": "gpt-4-turbo",
  "gpt-4.1-2025-04-14": "gpt-4.1",
  "gpt-4.1-mini-2025-04-14": "gpt-4.1-mini",
  "gpt-4.1-nano-2025-04-14": "gpt-4.1-nano",
  "gpt-4o-mini-2024-07-18": "gpt-4o-mini",
  "gpt-5-2025-08-07": "gpt-5",
  "gpt-5-mini-2025-08-07": "gpt-5-mini",
  "gpt-5-nano-2025-08-07": "gpt-5-nano",
  "gpt-5-pro-2025-10-06": "gpt-5-pro",
  "gpt-5.1-2025-11-13": "gpt-5.1",
  "gpt-5.2-2025-12-11": "gpt-5.2",
  "o1-2024-12-17": "o1",
  "o1-pro-2025-03-19": "o1-pro",
  "o3-2025-04-16": "o3",
  "o3-mini-2025-01-31": "o3-mini",
  "o3-pro-2025-06-10": "o3-pro",
  "o4-mini-2025-04-16": "o4-mini"
}
