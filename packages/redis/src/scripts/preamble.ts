/**
 * What scripts begin with: `now`, the server's clock in milliseconds; `whole`, a number as Redis reads it (Lua would write
 * large ones with a power, and -0); and `foreign`, the error of a key that another program wrote.
 */
export const preamble = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local function whole(x) return string.format('%.0f', x + 0) end
local function foreign(key) return redis.error_reply('TAKEN ' .. key) end
`
