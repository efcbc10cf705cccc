import type { Known } from "./Capabilities.ts"
import type { InputType } from "./InputType.ts"

export { type InputType, inputTypes } from "./InputType.ts"

/** What an embedding request says of its vectors, normalized: part of a `Request` whose `messages` are empty. */
export interface Embedding {
  /** Texts, or texts as the model's own tokens. Never empty, and no entry is. */
  readonly input: ReadonlyArray<string> | ReadonlyArray<ReadonlyArray<number>>
  /** The caller gave one input, and no list of them. */
  readonly alone: boolean
  /** How many numbers a vector has. Absent: as the model has it. */
  readonly dimensions?: number
  /** How many it must have: `dimensions`, or as the model is known to have. Absent: unknown. */
  readonly size?: number
  /** How the caller wants the vectors. Default: `float`. */
  readonly encoding_format?: EncodingFormat
  /** What the vectors are for, in the contract's word; vendors have words of their own. */
  readonly input_type?: InputType
}

/** `base64`: the little-endian bytes of numbers of 32 bits. */
export type EncodingFormat = "float" | "base64"

/** Sizes of vectors. */
export interface Dimensions {
  /** Of a vector for which none is asked. Absent: unknown. */
  readonly usual?: number
  /** The sizes that can be asked for. Absent, with neither `min` nor `max`: unknown. */
  readonly values?: ReadonlyArray<number>
  readonly min?: number
  readonly max?: number
}

/** What is known of an endpoint that answers embedding requests. */
export interface EmbeddingFacts {
  readonly dimensions?: Dimensions
  /** Whether a request can ask it for another size than the usual one. Default: yes. */
  readonly resizes?: Known
  /** Inputs of one upstream request, at most; a request with more is split. Absent: unknown. */
  readonly batch?: number
  /** Tokens of one upstream request, at most, over all inputs. Absent: unknown. */
  readonly batch_tokens?: number
  /** Whether it takes texts as tokens. Default: no. */
  readonly tokens?: Known
  /** The types of input that it tells apart; empty if it knows of none. Absent: none. */
  readonly input_types?: ReadonlyArray<InputType>
}

/** Whether vectors of this size can be had. */
export const offers = ({ dimensions = {}, resizes }: EmbeddingFacts, wanted: number): Known => {
  const { max, min, usual, values } = dimensions
  if (usual === wanted) return "yes"
  if (resizes === "no") return usual === undefined ? "unknown" : "no"
  if (values !== undefined) return values.includes(wanted) ? "yes" : "no"
  if (min === undefined && max === undefined) return "unknown"
  return wanted >= (min ?? 1) && wanted <= (max ?? Infinity) ? "yes" : "no"
}

/** A vector as its vendor gave it: numbers, or the numbers of 32 bits that stood there as bytes. */
export type Vector = ReadonlyArray<number> | Float32Array

export const toFloats = (vector: Vector): Array<number> => Array.from(vector)

/** The exact bytes where the vendor gave them; else of the nearest numbers of 32 bits. */
export const toBase64 = (vector: Vector): string => {
  const bytes = new Uint8Array(vector.length * 4)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < vector.length; index++) view.setFloat32(index * 4, vector[index]!, true)
  let text = ""
  for (let at = 0; at < bytes.length; at += slice) {
    text += String.fromCharCode(...bytes.subarray(at, at + slice))
  }
  return btoa(text)
}

/** Arguments of one call. */
const slice = 8_192

/** The numbers of such a text; undefined where it is none. */
export const fromBase64 = (text: string): Float32Array | undefined => {
  let bytes: string
  try {
    bytes = atob(text)
  } catch {
    return undefined
  }
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined
  const view = new DataView(new ArrayBuffer(bytes.length))
  for (let index = 0; index < bytes.length; index++) view.setUint8(index, bytes.charCodeAt(index))
  const vector = new Float32Array(bytes.length / 4)
  for (let index = 0; index < vector.length; index++) vector[index] = view.getFloat32(index * 4, true)
  return vector
}
