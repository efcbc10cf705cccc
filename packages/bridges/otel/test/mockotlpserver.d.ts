/** The parts of the collector that the tests use; its package states no types of its own. */
declare module "@elastic/mockotlpserver" {
  export class MockOtlpServer {
    constructor(options: {
      readonly logLevel?: string
      readonly services?: ReadonlyArray<"http">
      readonly httpHostname?: string
      readonly httpPort?: number
      readonly onTrace?: (trace: unknown) => void
      readonly onMetrics?: (metrics: unknown) => void
    })
    readonly httpUrl: URL
    start(): Promise<void>
    close(): Promise<void>
  }
  export const normalizeTrace: (trace: unknown) => unknown
  export const normalizeMetrics: (metrics: unknown) => unknown
}
