import { preamble } from "./preamble.ts"

/**
 * Tokens by the second in which they were taken, in a hash. ARGV: limit, tokens, `all` or `owed`. Returns the wait or -1, what
 * remains, and the time until nothing counts.
 */
export const take = `${preamble}
local limit, tokens, how = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local second = math.floor(now / 1000)
local span = 60
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and kind ~= 'hash' then return foreign(KEYS[1]) end
local slices, used = {}, 0
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local at, n = tonumber(fields[i]), tonumber(fields[i + 1])
  if not at or not n or at < 1000000000 then return foreign(KEYS[1]) end
  if at + span < second then redis.call('HDEL', KEYS[1], fields[i])
  else
    slices[#slices + 1] = {at, n}
    used = used + n
  end
end
table.sort(slices, function(a, b) return a[1] < b[1] end)
local function over(at) return (at + span + 1) * 1000 - now end
if how == 'all' and used + tokens > limit then
  local missing, freed, wait = used + tokens - limit, 0, over(second)
  for _, s in ipairs(slices) do
    freed = freed + s[2]
    if freed >= missing then
      wait = over(s[1])
      break
    end
  end
  return {whole(wait), whole(limit - used), whole(#slices > 0 and over(slices[#slices][1]) or 0)}
end
if tokens > 0 then
  redis.call('HINCRBY', KEYS[1], whole(second), whole(tokens))
  redis.call('PEXPIRE', KEYS[1], (span + 2) * 1000)
  used = used + tokens
  if #slices == 0 or slices[#slices][1] ~= second then slices[#slices + 1] = {second, tokens} end
else
  local left = -tokens
  while left > 0 and #slices > 0 do
    local s = slices[#slices]
    local given = math.min(left, s[2])
    s[2] = s[2] - given
    left = left - given
    used = used - given
    if s[2] == 0 then
      redis.call('HDEL', KEYS[1], whole(s[1]))
      slices[#slices] = nil
    else redis.call('HSET', KEYS[1], whole(s[1]), whole(s[2])) end
  end
end
return {'-1', whole(limit - used), whole(#slices > 0 and over(slices[#slices][1]) or 0)}
`

/** Calls in flight by the end of their leases, in a sorted set. ARGV: lease, limit, ttl. */
export const enter = `${preamble}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], whole(now + ARGV[3]), ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])
return 1
`

/** ARGV: lease, ttl. */
export const stay = `${preamble}
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) <= now then return 0 end
redis.call('ZADD', KEYS[1], whole(now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2], 'GT')
return 1
`
