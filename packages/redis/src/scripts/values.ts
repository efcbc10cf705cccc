import { preamble } from "./preamble.ts"

/** A value of ours is a text that begins with the time of storing, 16 digits; anything else is left as it is. */
const own = `${preamble}
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and (kind ~= 'string' or not string.match(redis.call('GETRANGE', KEYS[1], 0, 15), '^%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d$')) then
  return foreign(KEYS[1])
end
`

/** ARGV: bytes, ttl, and NX or nothing. Returns 1, or 0 where NX found a value. */
export const put = `${own}
local value = string.format('%016.0f', now) .. ARGV[1]
return redis.call('SET', KEYS[1], value, 'PX', ARGV[2], unpack(ARGV, 3)) and 1 or 0
`

/** The time now, and what is stored. */
export const get = `${preamble}
return {whole(now), redis.call('GET', KEYS[1])}
`

export const remove = `${own}
return redis.call('DEL', KEYS[1])
`
