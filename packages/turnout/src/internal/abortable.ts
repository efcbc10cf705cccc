/** The promise, or a rejection with the signal's reason once it aborts. */
export const abortable = <A>(promise: Promise<A>, signal: AbortSignal | null | undefined): Promise<A> => {
  if (signal === null || signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener("abort", abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort))
  })
}
