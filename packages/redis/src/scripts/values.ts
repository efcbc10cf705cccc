const common = `
local t = redis.call('TIME')
local now = string.format('%016.0f', t[1] * 1000 + math.floor(t[2] / 1000))
`

/** A value of ours is a text that begins with 16 digits; anything else is left as it is. */
const own = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and (kind ~= 'string' or not string.match(redis.call('GETRANGE', KEYS[1], 0, 15), '^%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d$')) then
  return redis.error_reply('TAKEN ' .. KEYS[1])
end
`

/** The time of storing, 16 digits, and the bytes behind it. ARGV: bytes, ttl, and NX or nothing. */
export const put = `${common}
${own}
local done
if ARGV[3] then done = redis.call('SET', KEYS[1], now .. ARGV[1], 'PX', ARGV[2], 'NX')
else done = redis.call('SET', KEYS[1], now .. ARGV[1], 'PX', ARGV[2]) end
return done and 1 or 0
`

/** The time now, and what is stored. */
export const get = `${common}
return {now, redis.call('GET', KEYS[1])}
`

export const remove = `
${own}
return redis.call('DEL', KEYS[1])
`
