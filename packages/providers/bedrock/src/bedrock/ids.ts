/** The part of an id before the maker's name: where an inference profile may be called from. */
const profile = /^(?:us-gov|us|eu|apac|au|jp|in|ca|global)\./

/** The maker and the name of a model, whatever is in front of it; undefined where an ARN does not say. */
export const modelOf = (id: string): string | undefined => {
  if (!id.startsWith("arn:")) return id.replace(profile, "")
  const named = /:(?:foundation-model|inference-profile)\/(.+)$/.exec(id)?.[1]
  return named?.replace(profile, "")
}

/** The vendor's own id of a Claude, as it is at the vendor: `anthropic.claude-…-v1:0` without what stands around it. */
export const claudeOf = (id: string): string | undefined =>
  /^anthropic\.(claude-.+?)(?:-v\d+(?::\d+)*)?$/.exec(modelOf(id) ?? "")?.[1]

/** The region of an ARN, which is where the model is. */
export const regionOf = (id: string): string | undefined => {
  const region = id.startsWith("arn:") ? id.split(":")[3] : undefined
  return region !== undefined && isRegion(region) ? region : undefined
}

export const isRegion = (text: string): boolean => /^[a-z]{2,8}(?:-[a-z0-9]+)+-\d+$/.test(text)

/** DNS suffixes of partitions, by the beginning of their regions. */
const suffixes: ReadonlyArray<readonly [RegExp, string]> = [
  [/^cn-/, "amazonaws.com.cn"],
  [/^us-isob-/, "sc2s.sgov.gov"],
  [/^us-iso-/, "c2s.ic.gov"],
  [/^eusc-/, "amazonaws.eu"]
]

export const hostOf = (region: string): string => {
  const suffix = suffixes.find(([match]) => match.test(region))?.[1] ?? "amazonaws.com"
  return `https://bedrock-runtime.${region}.${suffix}`
}

/** Profiles that may be called from a region. */
const geographies: ReadonlyArray<readonly [RegExp, RegExp]> = [
  [/^us-gov-/, /^us-gov\./],
  [/^us-/, /^us\./],
  [/^ca-/, /^(?:ca|us)\./],
  [/^eu/, /^eu\./],
  [/^ap-northeast-[13]$/, /^(?:jp|apac)\./],
  [/^ap-southeast-[24]$/, /^(?:au|apac)\./],
  [/^ap-south/, /^(?:in|apac)\./],
  [/^(?:ap|me)-/, /^apac\./]
]

/** Whether an id is a profile of another part of the world. */
export const isElsewhere = (id: string, region: string): boolean => {
  if (!profile.test(id) || id.startsWith("global.")) return false
  const own = geographies.find(([match]) => match.test(region))?.[1]
  return own !== undefined && !own.test(id)
}
