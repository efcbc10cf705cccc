/** Input tokens of a request. */
export interface TokenCount {
  readonly input_tokens: number
  /** By the request's size: no endpoint that counts could be asked. */
  readonly estimated?: true
}
