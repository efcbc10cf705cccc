/** What may be said of the router's own transport. */
export interface TransportOptions {
  readonly proxy?: "environment" | undefined
}
