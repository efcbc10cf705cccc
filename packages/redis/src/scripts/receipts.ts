/*
 * Of each UTC day: `time:id` by time in a sorted set, and what is kept of each in a hash. KEYS: the set of days, the day's set,
 * the day's hash.
 */

/** ARGV: day, then for each: id, time, JSON. */
export const append = `
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[1])
for i = 2, #ARGV, 3 do
  local id = ARGV[i + 1] .. ':' .. ARGV[i]
  if redis.call('HSETNX', KEYS[3], id, ARGV[i + 2]) == 1 then redis.call('ZADD', KEYS[2], ARGV[i + 1], id) end
end
return 1
`

/** Of one day. ARGV: from, to, time and id of the last that was read or '', how many. Returns ids, times and JSON in turn. */
export const read = `
local from, to, at, id, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
if at ~= '' and tonumber(at) >= tonumber(from) then from = at end
local found, offset = {}, 0
while #found < most * 3 do
  local page = redis.call('ZRANGEBYSCORE', KEYS[2], from, to, 'WITHSCORES', 'LIMIT', offset, most)
  if #page == 0 then break end
  for i = 1, #page, 2 do
    local isAfter = at == '' or tonumber(page[i + 1]) > tonumber(at) or page[i] > id
    if isAfter and #found < most * 3 then
      found[#found + 1] = page[i]
      found[#found + 1] = page[i + 1]
      found[#found + 1] = redis.call('HGET', KEYS[3], page[i]) or ''
    end
  end
  offset = offset + most
end
return found
`

/** Of one day. ARGV: day, the time before which they began or '+inf', user or ''. Returns how many were deleted. */
export const remove = `
local before, user = ARGV[2], ARGV[3]
local removed = 0
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', before)
for _, id in ipairs(ids) do
  local mine = user == ''
  if not mine then
    local text = redis.call('HGET', KEYS[3], id)
    local good, kept = pcall(cjson.decode, text or '')
    mine = good and type(kept) == 'table' and kept.user_id == user
  end
  if mine then
    redis.call('ZREM', KEYS[2], id)
    redis.call('HDEL', KEYS[3], id)
    removed = removed + 1
  end
end
if redis.call('ZCARD', KEYS[2]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
return removed
`
