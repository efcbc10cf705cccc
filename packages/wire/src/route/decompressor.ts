/** Bytes in, bytes out. */
export interface Decompressor {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<BufferSource>
}

/** What is used of `node:zlib` and `node:stream`. */
interface Zlib {
  readonly createZstdDecompress?: () => unknown
  readonly createBrotliDecompress?: () => unknown
}
interface Streams {
  readonly Duplex: { readonly toWeb: (duplex: unknown) => Decompressor }
}
interface Runtime {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
}

const makers: { readonly [format: string]: keyof Zlib } = {
  zstd: "createZstdDecompress",
  brotli: "createBrotliDecompress"
}

/** What the platform's own stream does not know yet, Node's library may: absent in a browser and at the edge. */
const ofLibrary = (format: string): Decompressor | undefined => {
  const load = (globalThis as Runtime).process?.getBuiltinModule
  const maker = Object.hasOwn(makers, format) ? makers[format] : undefined
  if (load === undefined || maker === undefined) return undefined
  const make = (load("node:zlib") as Zlib | undefined)?.[maker]
  const streams = load("node:stream") as Streams | undefined
  return make === undefined || streams === undefined ? undefined : streams.Duplex.toWeb(make())
}

/** Unpacks one format, one of `CompressionStream`'s words or `zstd`; undefined where this runtime cannot. */
export const make = (format: string): Decompressor | undefined => {
  try {
    return new DecompressionStream(format as CompressionFormat) as Decompressor
  } catch {
    return ofLibrary(format)
  }
}
