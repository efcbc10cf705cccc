import type { AttemptRecord } from "@turnout/core/RoutingMetadata"

/** One attempt as a bar in so many columns, which stand for the time from 0 to `end` in milliseconds. */
export const barOf = (attempt: AttemptRecord, end: number, width: number): string => {
  const { duration_ms, outcome, started_ms, ttft_ms } = attempt
  const column = (at: number) => Math.min(width, Math.max(0, Math.round((at / end) * width)))
  const from = Math.min(column(started_ms), width - 1)
  const to = Math.max(from + 1, column(started_ms + duration_ms))
  const first = ttft_ms === undefined ? from : column(started_ms + ttft_ms)
  const content = outcome === "answered" ? Math.min(first, to - 1) : to
  const waiting = outcome === "answered" ? "░" : fills[outcome]
  return (
    " ".repeat(from) +
    waiting.repeat(Math.max(0, content - from)) +
    "█".repeat(to - Math.max(content, from))
  ).padEnd(width)
}

const fills = { skipped: "╳", failed: "▒", interrupted: "┄" } as const
