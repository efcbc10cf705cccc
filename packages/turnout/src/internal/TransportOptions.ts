/** Options of the router's default transport. */
export interface TransportOptions {
  readonly proxy?: "environment" | undefined
}
