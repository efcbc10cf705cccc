const rotate = (lane: number, bits: number): number => (lane << bits) | (lane >>> (32 - bits))

const avalanche = (lane: number): number => {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** 96 bits of a name as 24 hex digits. It tells names apart and hides nothing. */
export const digest = (name: string): string => {
  let first = 0x6a09e667
  let second = 0xbb67ae85
  let third = 0x3c6ef372
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index)
    first = Math.imul(rotate(first, 5) ^ unit, 0x9e3779b1)
    second = Math.imul(rotate(second, 11) ^ unit, 0x85ebca77)
    third = Math.imul(rotate(third, 17) ^ unit, 0xc2b2ae3d)
  }
  const lanes = [first ^ rotate(third, 7), second ^ rotate(first, 13), third ^ rotate(second, 19)]
  let hex = ""
  for (const lane of lanes)
    hex += avalanche(lane ^ name.length)
      .toString(16)
      .padStart(8, "0")
  return hex
}

export const completionId = (requestId: string): string => `chatcmpl-${digest(requestId)}`

/** The vendor's id if it is unique, else an id derived from what distinguishes the call. */
export const callId = (
  given: string,
  taken: (id: string) => boolean,
  responseId: string,
  choice: number,
  position: number
): string => {
  if (given !== "" && !taken(given)) return given
  const name = `${responseId}\n${choice}\n${position}`
  let id = `call_${digest(name)}`
  for (let round = 1; taken(id); round++) id = `call_${digest(`${name}\n${round}`)}`
  return id
}
