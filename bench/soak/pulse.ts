/** How long this process has been held up as a whole: a machine that others use stops it for seconds at times. */
export interface Pulse {
  /** Milliseconds that it stood still, so far. */
  readonly stood: () => number
  readonly stop: () => void
}

const beat = 50

export const make = (): Pulse => {
  let last = performance.now()
  let stood = 0
  const look = () => {
    const now = performance.now()
    stood += Math.max(0, now - last - 4 * beat)
    last = now
  }
  const timer = setInterval(look, beat)
  return {
    stood: () => {
      look()
      return stood
    },
    stop: () => clearInterval(timer)
  }
}
