export type Period = "daily" | "weekly" | "monthly"

const day = 86_400_000

/** 00:00 UTC of the day, of its Monday, of the first of its month: where the period of a moment begins. */
export const startOf = (period: Period, now: number): number => {
  const days = Math.floor(now / day)
  switch (period) {
    case "daily":
      return days * day
    case "weekly":
      // Day 0 was a Thursday.
      return (days - mod(days + 3, 7)) * day
    case "monthly": {
      const date = new Date(now)
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
    }
  }
}

/** Where the period that begins at `start` ends: that moment belongs to the next one. */
export const endOf = (period: Period, start: number): number => {
  switch (period) {
    case "daily":
      return start + day
    case "weekly":
      return start + 7 * day
    case "monthly": {
      const date = new Date(start)
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
    }
  }
}

const mod = (value: number, by: number): number => ((value % by) + by) % by
