/** What becomes of a stream that breaks off behind its commit. */
export type OnInterrupt = "fail" | "restart" | "continue"
