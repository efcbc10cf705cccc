/** The failure of one of several observers, which is told of each the first time. */
export class ObserverFailure extends Error {
  constructor(cause: unknown) {
    super("One of the host's observers failed.", { cause })
  }
}
