import { preamble } from "./preamble.ts"

/*
 * KEYS of each script: the index of leases by their end, then keys of leases and counters. ARGV begins with the prefix of
 * all keys. A lease is a hash: `n` nanos, `s` state, `c` its counters as JSON. Whole numbers below 2^53 are exact in Lua,
 * and written with "%.0f".
 */

const common = `${preamble}
local prefix = ARGV[1]
local day = 86400000
local function add(counters, r, s, u)
  for _, c in ipairs(counters) do
    local key = prefix .. 'c:' .. whole(c[2]) .. ':' .. c[1]
    redis.call('HINCRBY', key, 'r', whole(r))
    redis.call('HINCRBY', key, 's', whole(s))
    redis.call('HINCRBY', key, 'u', whole(u))
    redis.call('PEXPIREAT', key, whole(math.max(c[3], now) + day))
  end
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

/** ARGV: prefix, id, nanos, what the script takes, counters as JSON `[key, start, end, limit or null]`. */
const ofLease = `${common}
reap()
local id, nanos, given = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local counters = cjson.decode(ARGV[5])
local key = KEYS[2]
local alien = taken(counters)
if alien then return foreign(alien) end
`

/** Given: the milliseconds of the lease. */
export const reserve = `${ofLease}
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
redis.call('ZADD', KEYS[1], whole(now + given), id)
return {'reserved'}
`

/** Given: what was spent, or nothing. */
export const settle = `${ofLease}
local state = redis.call('HGET', key, 's')
if state == 'settled' then return 0 end
local spent, unpriced = given or 0, given and 0 or 1
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
