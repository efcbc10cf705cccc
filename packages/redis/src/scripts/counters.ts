/*
 * KEYS of each script: the index of leases by their end, then keys of leases and counters. ARGV begins with the prefix of
 * all keys. A lease is a hash: `n` nanos, `s` state, `c` its counters as JSON. Whole numbers below 2^53 are exact in Lua,
 * and written with "%.0f".
 */

const common = `
local prefix = ARGV[1]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local day = 86400000
local function whole(x) return string.format('%.0f', x + 0) end
local function add(counters, r, s, u)
  for _, c in ipairs(counters) do
    local key = prefix .. 'c:' .. whole(c[2]) .. ':' .. c[1]
    redis.call('HINCRBY', key, 'r', whole(r))
    redis.call('HINCRBY', key, 's', whole(s))
    redis.call('HINCRBY', key, 'u', whole(u))
    redis.call('PEXPIREAT', key, whole(math.max(c[3], now) + day))
  end
end
local function foreign(key)
  return redis.error_reply('TAKEN ' .. key)
end
-- Whether a key is ours or absent: a script is not rolled back, so this is asked before the first write.
local function ours(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return true end
  if kind ~= 'hash' then return false end
  for _, f in ipairs(redis.call('HMGET', key, 's', 'r', 'u')) do
    if f and not tonumber(f) then return false end
  end
  return true
end
local function taken(counters)
  for _, c in ipairs(counters) do
    local key = prefix .. 'c:' .. whole(c[2]) .. ':' .. c[1]
    if not ours(key) then return key end
  end
end
local function reap()
  local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 16)
  for _, id in ipairs(dead) do
    local key = prefix .. 'l:' .. id
    local lease = redis.call('HMGET', key, 'n', 'c', 's')
    if lease[3] == 'held' and not taken(cjson.decode(lease[2])) then
      add(cjson.decode(lease[2]), -lease[1], tonumber(lease[1]), 0)
      redis.call('HSET', key, 's', 'booked')
      redis.call('PEXPIRE', key, day)
    end
    redis.call('ZREM', KEYS[1], id)
  end
end
`

/** ARGV: prefix, id, nanos, ttl, counters as JSON `[key, start, end, limit or null]`. */
export const reserve = `${common}
reap()
local id, nanos, ttl = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local counters = cjson.decode(ARGV[5])
local key = KEYS[2]
local alien = taken(counters)
if alien then return foreign(alien) end
if redis.call('HGET', key, 's') == 'held' then return {'reserved'} end
for i, c in ipairs(counters) do
  if nanos > 0 and c[4] ~= cjson.null then
    local f = redis.call('HMGET', KEYS[2 + i], 's', 'r', 'u')
    local s, r = tonumber(f[1] or '0'), tonumber(f[2] or '0')
    if s + r + nanos > c[4] then return {'exhausted', i - 1, whole(s), whole(r), f[3] or '0'} end
  end
end
add(counters, nanos, 0, 0)
redis.call('HSET', key, 's', 'held', 'n', whole(nanos), 'c', ARGV[5])
redis.call('PERSIST', key)
redis.call('ZADD', KEYS[1], whole(now + ttl), id)
return {'reserved'}
`

/** ARGV: prefix, id, nanos, spent or '', counters as JSON. */
export const settle = `${common}
reap()
local id, nanos, spent = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local counters = cjson.decode(ARGV[5])
local key = KEYS[2]
local alien = taken(counters)
if alien then return foreign(alien) end
local state = redis.call('HGET', key, 's')
if state == 'settled' then return 0 end
local unpriced = 0
if spent == nil then spent, unpriced = 0, 1 end
if state == 'booked' then add(counters, 0, spent - nanos, unpriced)
elseif state == 'held' then add(counters, -nanos, spent, unpriced)
else add(counters, 0, spent, unpriced) end
redis.call('HSET', key, 's', 'settled')
redis.call('PEXPIRE', key, day)
redis.call('ZREM', KEYS[1], id)
return 1
`

/** ARGV: prefix, ttl, ids. */
export const renew = `${common}
reap()
for i = 3, #ARGV do redis.call('ZADD', KEYS[1], 'XX', whole(now + ARGV[2]), ARGV[i]) end
return 1
`

/** KEYS after the index: counters. ARGV: prefix. */
export const read = `${common}
reap()
local found = {}
for i = 2, #KEYS do
  if not ours(KEYS[i]) then return foreign(KEYS[i]) end
  local f = redis.call('HMGET', KEYS[i], 's', 'r', 'u')
  for j = 1, 3 do found[#found + 1] = f[j] or '0' end
end
return found
`
