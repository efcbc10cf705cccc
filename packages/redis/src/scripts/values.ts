const common = `
local t = redis.call('TIME')
local now = string.format('%016.0f', t[1] * 1000 + math.floor(t[2] / 1000))
`

/** The time of storing, 16 digits, and the bytes behind it. ARGV: bytes, ttl, and NX or nothing. */
export const put = `${common}
local done
if ARGV[3] then done = redis.call('SET', KEYS[1], now .. ARGV[1], 'PX', ARGV[2], 'NX')
else done = redis.call('SET', KEYS[1], now .. ARGV[1], 'PX', ARGV[2]) end
return done and 1 or 0
`

/** The time now, and what is stored. */
export const get = `${common}
return {now, redis.call('GET', KEYS[1])}
`
